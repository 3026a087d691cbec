#!/usr/bin/env python3
"""A small, unfinished TCP/IP stack in user space, as an agent of sockproof. Needs Python 3.10 and nothing else."""

import asyncio

from agent import Agent

if __name__ == "__main__":
    asyncio.run(Agent().run())
