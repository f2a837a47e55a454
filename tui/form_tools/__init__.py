"""What can be done to a form as a whole: finding fields, text views, copying, pasting, presets.

`reroll form` and the pages of workflows share it. Nothing here is imported before the person
asks for some of it.
"""
