"""What a company has decided: drafts, their consequence on the past, the ledger of what was switched on, one file.

The values stay in the rooms that use them; this room knows them, they do not know it. A new setting is a file in
`parts/` and a line in its `__init__`.
"""
