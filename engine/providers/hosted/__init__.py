"""What providers share that run a job far away: send it, ask after it, stop it, fetch its results."""
