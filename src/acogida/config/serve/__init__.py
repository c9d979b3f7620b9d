"""`acogida serve`: one parent for the database, the web server, the job worker and, in demonstrations, the simulators."""
