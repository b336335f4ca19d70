"""Reading a survey platform's export: bytes → table → who is who → answers or rejected rows. Pure, streaming.

reading → shapes → mapping → rows, in that order; `refusals` holds every sentence a person may read.
"""
