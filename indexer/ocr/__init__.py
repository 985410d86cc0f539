"""Reading pages that are pictures with Tesseract, where it is installed and wanted.

Promises: untrusted bytes meet image decoders and PDF renderers only in a confined process
(``bitmaps``); the external program (``program``) gets nothing but grey bitmaps that we wrote,
under limits, and what it answers is text that is parsed as such (``words``). ``tesseract`` finds
it, ``recogniser`` makes editions with it. Without it everything else works.
"""
