"""Orchestration only: Prefect flows, deployments and the command line."""
