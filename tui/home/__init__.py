"""The home screen: workflows to begin, sessions to go on with."""
