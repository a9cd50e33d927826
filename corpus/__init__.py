"""Reading articles: formats, cleaning, dates, identity, chunks. No model, no store."""
