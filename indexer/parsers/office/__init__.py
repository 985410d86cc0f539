"""What office documents have in common: zip archives of XML parts, paragraphs, properties.

Promises: parts are read within limits, whatever the archive claims; XML is read without document
types, entities or the network; a paragraph's characters keep the number of the paragraph and their
index in it. Knows no single format.
"""
