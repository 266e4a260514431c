"""A corpus through Ray Data's processor of HTTP requests: two workers with batches of 100. It asks again, after a
pause that doubles, what was refused; but each worker sends one request after the other, and no queue is full
(corpus_test.py fills one)."""

import os

os.environ.update(RAY_USAGE_STATS_ENABLED="0", RAY_DATA_DISABLE_PROGRESS_BARS="1", RAY_DEDUP_LOGS="0")

import ray  # noqa: E402
from corpus import ASKED, COUNT, FLAGS, PROMPTS, check  # noqa: E402
from ray.data.llm import HttpRequestProcessorConfig, build_processor  # noqa: E402
from server import Server  # noqa: E402

with Server(*FLAGS) as server:
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, configure_logging=True, logging_level="ERROR")
    try:
        processor = build_processor(
            HttpRequestProcessorConfig(url=server.url + "/v1/completions", max_retries=12, base_retry_wait_time_in_s=0.05,
                                       batch_size=100, concurrency=2),
            preprocess=lambda row: {"payload": {**ASKED, "prompt": PROMPTS[row["id"]]}, "number": row["id"]},
            postprocess=lambda row: {"number": row["number"], "id": row["http_response"]["id"],
                                     "text": row["http_response"]["choices"][0]["text"]})
        rows = processor(ray.data.range(COUNT)).take_all()
    finally:
        ray.shutdown()
    check(server, [(row["number"], row["id"], row["text"]) for row in rows], fills_queue=False)
