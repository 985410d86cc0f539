// Part of a sample page written by the Muniment project. It is kept with the page and must never run:
// if a reader ever sees this title, an archived script has been executed.
document.title = "A script of a saved page has run";
document.documentElement.setAttribute("data-archived-script", "has-run");
