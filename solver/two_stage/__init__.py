"""A decision before an uncertain future is known and one after, over any linear programs."""
