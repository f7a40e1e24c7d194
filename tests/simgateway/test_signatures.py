"""The simulated gateway knows a right signature of AWS from any other."""

from dataclasses import replace

import pytest

from simgateway.reply import Unacceptable
from simgateway.signatures import Signed, check

# AWS's published test suite for signature version 4: its key, its date, its requests and their signatures.
KEYS = {"AKIDEXAMPLE": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
SCOPE = "AKIDEXAMPLE/20150830/us-east-1/service/aws4_request"
HEADERS = {"host": "example.amazonaws.com", "x-amz-date": "20150830T123600Z"}
FORM = {"content-type": "application/x-www-form-urlencoded", **HEADERS}


def signed(method: str, query: str, headers: dict[str, str], body: bytes, signature: str) -> Signed:
    """A request with this signature over all its headers."""
    names = ";".join(sorted(headers))
    said = f"AWS4-HMAC-SHA256 Credential={SCOPE}, SignedHeaders={names}, Signature={signature}"
    return Signed(method, "/", query, {**headers, "authorization": said}, body)


VANILLA = signed("GET", "", HEADERS, b"", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")
PUBLISHED = {
    "get-vanilla": VANILLA,
    "get-vanilla-query-order-key-case": signed(
        "GET",
        "Param2=value2&Param1=value1",
        HEADERS,
        b"",
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    ),
    "post-vanilla": signed(
        "POST", "", HEADERS, b"", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
    ),
    "post-x-www-form-urlencoded": signed(
        "POST",
        "",
        FORM,
        b"Param1=value1",
        "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
    ),
}


@pytest.mark.parametrize("request_", PUBLISHED.values(), ids=PUBLISHED)
def test_the_published_signatures_are_right(request_: Signed) -> None:
    """What AWS itself has signed passes."""
    check(request_, KEYS)


CHANGED = {
    "another method": replace(VANILLA, method="POST"),
    "another path": replace(VANILLA, path="/other"),
    "another query": replace(VANILLA, query="a=b"),
    "another body": replace(VANILLA, body=b"x"),
    "another host": replace(VANILLA, headers={**VANILLA.headers, "host": "other.example"}),
    "another date": replace(VANILLA, headers={**VANILLA.headers, "x-amz-date": "20150830T123601Z"}),
    "a header of AWS's that is not signed": replace(
        VANILLA, headers={**VANILLA.headers, "x-amz-security-token": "t"}
    ),
    "no signature": replace(VANILLA, headers={**VANILLA.headers, "authorization": "Bearer key"}),
}


@pytest.mark.parametrize("request_", CHANGED.values(), ids=CHANGED)
def test_whatever_is_changed_is_refused(request_: Signed) -> None:
    """403, as AWS says it, for anything that was not signed so."""
    with pytest.raises(Unacceptable) as refused:
        check(request_, KEYS)

    assert refused.value.problem.status == 403


def test_a_key_that_nobody_has_given_out_is_refused() -> None:
    """An unknown id of a key is not let in, whatever the signature."""
    with pytest.raises(Unacceptable, match="security token"):
        check(VANILLA, {})
