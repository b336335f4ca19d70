"""Lists of customer companies, with or without their people, as a CRM exports them."""
