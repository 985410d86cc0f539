self.addEventListener('install', () => fetch('http://worker-service.sink.example/installed', {mode: 'no-cors'}));
