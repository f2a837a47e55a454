"""A server that speaks S3 (moto), in a thread of this process on a free port, with a bucket for each test."""

import contextlib
import functools
import itertools
import logging

import httpx

KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "eu-central-1"}
_numbers = itertools.count()


@functools.cache
def s3_endpoint() -> str:
    """Its address. It is started when it is first asked for, and lives as long as the process."""
    from moto.server import ThreadedMotoServer  # takes a second to import

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    return f"http://{host}:{port}"


def new_bucket() -> str:
    """The address of an empty bucket, as `REROLL_BLOBS` has it."""
    bucket = f"bucket-{next(_numbers)}"
    httpx.put(f"{s3_endpoint()}/{bucket}").raise_for_status()
    return f"s3://{bucket}/some/where?endpoint={s3_endpoint()}"


def object_names(address: str) -> list[str]:
    """The names of what is in a bucket."""
    bucket = address.removeprefix("s3://").split("/")[0]
    from re import findall

    return findall("<Key>([^<]*)</Key>", httpx.get(f"{s3_endpoint()}/{bucket}").text)


def put_object(address: str, name: str, data: bytes) -> None:
    """Put something into a bucket past everybody."""
    bucket = address.removeprefix("s3://").split("/")[0]
    with contextlib.closing(httpx.Client()) as client:
        client.put(f"{s3_endpoint()}/{bucket}/{name}", content=data).raise_for_status()
