"""What judges all pages: which there are (``discovery``), graphs to show on them (``graphs``), their HTML, weight and queries."""
