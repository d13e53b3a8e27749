"""A report of the whole job hunt, as one HTML page: values in, text out.

`happenings` says what happened in an application, `figures` counts, `chart` places it in time, `page` writes it down.
"""
