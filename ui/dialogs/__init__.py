"""One question to the user each; names parallel to actions."""
