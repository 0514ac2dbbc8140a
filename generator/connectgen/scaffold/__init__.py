"""What `connectgen init` writes into a project: configuration, and a workflow to stay current."""
