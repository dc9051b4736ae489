"""The monthly report: figures, sentences, PDF and XLSX, frozen and versioned."""
