"""What an editor runs: a module for each command of `digest`."""
