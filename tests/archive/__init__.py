"""A whole fictional job hunt of a year, written for the tests: sixteen applications in six languages, and ordinary mail.

telling   how a mail of it is written down
winter, spring, summer, autumn    the applications, by the season in which they begin
noise     everything else that comes in a year
building  the year in order; as an mbox, a Maildir, a folder of .eml files
"""
