document.title='a script has run';document.documentElement.setAttribute('data-ran','1');new Image().src='http://script-saved-beside.sink.example/ran?'+Math.random();
