"""`mailwatch demo`: a mail server of its own, a job hunt of seven weeks, and the real pipeline between them."""
