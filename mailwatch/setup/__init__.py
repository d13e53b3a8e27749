"""Setting up: whose mail server it is, which questions are left, where the secret is kept, what the config says."""
