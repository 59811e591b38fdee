"""Follow-up (*uppföljning*): what was decided, what has happened and what is expected of a budget year.

bytes -> ``file`` (the keys) -> ``reading`` (a ``FollowUp``, checked against its scenario) -> ``money`` (budget,
forecasts, deviations) -> ``year_end`` (balances by the stated rule) and ``balance_requirement`` (the legal lines).
A follow-up changes nothing in the budget: the decided plan stays what it was.
"""
