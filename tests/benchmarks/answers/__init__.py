"""Answers, refusals and checks measured: each `bench_` module is a command of its own."""
