"""The numbers other registers give a person (CURP), with their history: never a key, never a reason to refuse a service.

`rules` what the pack says of them · `actions` what is done to them · `joining` how an office gets them: paper slip, batch
file, online query, online assignment · `wire` what the other register can be asked · `batch` files out and in ·
`queries`, `views` what is shown.
"""
