"""The figures counted a second time, by whoever did not write them.

Nothing here uses the product but the names of its tables: whole tables are read, and each figure is counted from its
definition in the plainest Python that says it.
"""
