"""What stands between the network and the pages: the server, its processes, and requests taken whole.

granian reads and writes the connections; `bridge` takes each request whole, however slowly it comes, and only then
gives it to one of a few threads; `processes` starts, restarts and ends everything; `warming` does beforehand what the
first visitor of a process would otherwise wait for.
"""
