"""Pages of originals as pictures for readers, and where a passage's words stand on them.

Promises: untrusted bytes meet renderers and decoders in a confined process only (``child``), which
shares nothing with those that parse for the index; it answers with plain pixels, which are checked
(``reader``) and written as a picture by us (``png``). ``located`` finds the words on a page of a
PDF, ``paper`` chooses size and colours.
"""
