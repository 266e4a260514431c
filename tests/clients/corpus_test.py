"""A corpus through OpenAI's library: 64 requests at once for a queue of 24. What is refused waits as long as
Retry-After says, and is asked again."""

import asyncio

from corpus import ASKED, COUNT, FLAGS, PROMPTS, check
from openai import AsyncOpenAI
from server import Server


async def answers_of(server):
    at_once = asyncio.Semaphore(64)
    async with AsyncOpenAI(base_url=server.url + "/v1", api_key="none", max_retries=100, timeout=300) as client:
        async def one(number):
            async with at_once:
                answer = await client.completions.create(prompt=PROMPTS[number], **ASKED)
                return number, answer.id, answer.choices[0].text
        return await asyncio.gather(*(one(i) for i in range(COUNT)))


with Server(*FLAGS) as server:
    check(server, asyncio.run(answers_of(server)))
