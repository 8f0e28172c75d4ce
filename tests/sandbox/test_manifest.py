"""What a manifest may say, what it comes to under a policy, and how it reads."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentlite.sandbox import InvalidManifest, Manifest, Policy, load_manifests, plain_words
from agentlite.sandbox.manifest import check_grant, check_origin
from agentlite.sandbox.policy import Profile, resolve
from agentlite.sandbox.wording import size
from agentlite.toolset import RISKS


def test_the_default_is_no_rights_and_the_least_safe_class():
    manifest = Manifest()
    assert manifest.risk == RISKS[-1] == "physical"
    assert manifest.needs_approval
    assert not (manifest.read or manifest.write or manifest.hosts or manifest.environment or manifest.secrets)


@pytest.mark.parametrize(
    ("risk", "approval", "asks"),
    [("read", None, False), ("reversible", None, False), ("irreversible", None, True), ("read", True, True)],
)
def test_who_is_asked(risk, approval, asks):
    assert Manifest(risk=risk, approval=approval).needs_approval is asks


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ([], "not a mapping"),
        ({"reed": ["notes"]}, "unknown key 'reed'"),
        ({"risk": "harmless"}, "not one of"),
        ({"risk": "physical", "approval": False}, "cannot waive"),
        ({"read": "notes"}, "not a list"),
        ({"read": [1]}, "not a list"),
        ({"read": ["/etc"]}, "below a named root"),
        ({"read": ["~/notes"]}, "below a named root"),
        ({"read": ["$HOME"]}, "below a named root"),
        ({"read": ["notes/../.."]}, "below a named root"),
        ({"read": ["notes//a"]}, "below a named root"),
        ({"write": [""]}, "below a named root"),
        ({"hosts": ["example.org"]}, "not an origin"),
        ({"hosts": ["https://example.org/path"]}, "usual form"),
        ({"hosts": ["https://*.example.org"]}, "not an origin"),
        ({"hosts": ["https://example.org:443"]}, "usual form"),
        ({"hosts": ["https://example.org:99999"]}, "not an origin"),
        ({"hosts": ["ftp://example.org"]}, "not an origin"),
        ({"methods": ["get"]}, "HTTP method"),
        ({"environment": ["A B"]}, "name of a variable"),
        ({"secrets": {"TOKEN": "https://example.org"}}, "not one of the hosts"),
        ({"secrets": ["TOKEN"]}, "not a mapping"),
        ({"cpu_seconds": True}, "not a int"),
        ({"cpu_seconds": "2"}, "not a int"),
        ({"cpu_seconds": 0}, "between"),
        ({"wall_seconds": float("nan")}, "between"),
        ({"memory_bytes": 1e9}, "not a int"),
        ({"output_bytes": 1 << 60}, "between"),
        ({"threads": 1}, "not a bool"),
        ({"processes": 1}, "one needs the other"),
        ({"programs": ["true"]}, "one needs the other"),
        ({"programs": ["true"], "processes": 257}, "between"),
        ({"programs": ["true"], "processes": 1, "scratch_bytes": 1}, "no scratch folder"),
        ({"programs": ["rm -rf"], "processes": 1}, "neither the name"),
        ({"programs": ["bin/sh"], "processes": 1}, "neither the name"),
        ({"programs": ["-c"], "processes": 1}, "neither the name"),
        ({"programs": "true", "processes": 1}, "not a list"),
        ({"result": []}, "not a Mapping"),
    ],
)
def test_what_cannot_be_meant_is_refused(given, complaint):
    with pytest.raises(InvalidManifest, match=complaint):
        Manifest.from_mapping(given, "tool")


def test_a_pack_names_its_manifests_in_yaml(tmp_path):
    path = tmp_path / "manifest.yaml"
    path.write_text("search:\n  risk: read\n  read: [notes]\n  wall_seconds: 5\n", encoding="utf-8")
    assert load_manifests(path) == {"search": Manifest(risk="read", read=("notes",), wall_seconds=5)}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("search:\n  risk: read\n  risk: physical\n", "twice"),
        ("search: {}\nsearch: {}\n", "twice"),
        ("a: &a {risk: read}\nb: *a\n", "alias"),
        ("a: !!python/object/apply:os.system [x]\n", "cannot be read"),
        ("1: {}\n", "not text"),
        ("- a\n", "not a mapping"),
        ("a: [\n", "cannot be read"),
        ("a: {cpu_seconds: fast}\n", "manifest.yaml: a: cpu_seconds"),
    ],
)
def test_what_a_file_cannot_mean_is_refused(tmp_path, text, complaint):
    path = tmp_path / "manifest.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidManifest, match=complaint):
        load_manifests(path)


def test_a_file_that_is_not_there_is_an_invalid_manifest(tmp_path):
    with pytest.raises(InvalidManifest, match="cannot be read"):
        load_manifests(tmp_path / "none.yaml")


@pytest.fixture
def roots(tmp_path):
    (tmp_path / "notes" / "recipes").mkdir(parents=True)
    (tmp_path / "secret").touch()
    return {"notes": tmp_path / "notes"}


def test_grants_lie_beneath_their_root(roots):
    profile = resolve(Manifest(risk="read", read=("notes/recipes",)), Policy(roots=roots))
    assert str(roots["notes"].resolve() / "recipes") in profile.read
    assert profile.folders == {"notes": str(roots["notes"].resolve())}
    assert Profile.from_json(profile.as_json()) == profile


def test_a_root_that_is_not_granted_is_refused(roots):
    with pytest.raises(InvalidManifest, match="No folder is granted under the name 'photos'"):
        resolve(Manifest(read=("photos",)), Policy(roots=roots))


def test_a_link_that_leads_out_is_refused(roots):
    (roots["notes"] / "link").symlink_to("../secret")
    with pytest.raises(InvalidManifest, match="leads out of"):
        resolve(Manifest(read=("notes/link",)), Policy(roots=roots))


def test_a_path_that_is_not_there_is_refused(roots):
    with pytest.raises(InvalidManifest, match="cannot be found"):
        resolve(Manifest(read=("notes/none",)), Policy(roots=roots))


@pytest.mark.parametrize("folder", [sys.prefix, "/", Path(__file__).parents[2]])
def test_where_code_is_run_from_is_never_granted_for_writing(folder):
    with pytest.raises(InvalidManifest, match="code that is run"):
        resolve(Manifest(write=("code",)), Policy(roots={"code": Path(folder)}))


def test_a_secret_without_a_value_is_refused():
    manifest = Manifest(hosts=("https://example.org",), secrets={"TOKEN": "https://example.org"})
    with pytest.raises(InvalidManifest, match="has no value here"):
        resolve(manifest, Policy())


@given(st.text(max_size=40))
def test_a_grant_is_never_absolute_nor_goes_up(text):
    try:
        check_grant(text)
    except InvalidManifest:
        return
    path = Path(text)
    assert not path.is_absolute()
    assert ".." not in path.parts
    assert "\0" not in text


@given(st.text(max_size=40))
def test_an_origin_is_nothing_but_scheme_host_and_port(text):
    try:
        check_origin("http://" + text)
    except InvalidManifest:
        return
    assert not set("/@?#%\\ \t\r\n") & set(text)
    assert text == text.lower()
    assert text.isascii()


EVERYTHING = Manifest(
    risk="reversible",
    read=("notes",),
    write=("notes/new",),
    hosts=("https://example.org",),
    environment=("TZ",),
    secrets={"TOKEN": "https://example.org"},
    threads=True,
    programs=("true",),
    processes=2,
)


@pytest.mark.parametrize("language", ["en", "pt"])
@pytest.mark.parametrize("manifest", [Manifest(), EVERYTHING, *(Manifest(risk=risk) for risk in RISKS)])
def test_every_manifest_can_be_told(manifest, language):
    lines = plain_words(manifest, language)
    assert all(line.endswith(".") and "{" not in line for line in lines)
    said = " ".join(lines)
    granted = (manifest.read, manifest.write, manifest.hosts, manifest.environment, manifest.secrets, manifest.programs)
    assert all(named in said for names in granted for named in names)


def test_both_languages_say_the_same_number_of_things():
    assert len(plain_words(EVERYTHING, "en")) == len(plain_words(EVERYTHING, "pt"))


@pytest.mark.parametrize(
    ("amount", "said"), [(64, "64 B"), (64_000, "64 kB"), (128 << 20, "128 MiB"), (3 << 30, "3 GiB")]
)
def test_sizes_are_for_people(amount, said):
    assert size(amount) == said
