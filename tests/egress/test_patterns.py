"""What is private by its form is found; what only looks a little like it is left alone."""

import pytest

from agentlite.egress import Pseudonyms
from agentlite.egress.checkdigits import is_card, is_cnpj, is_cpf, is_iban, is_nif

PRIVATE = {
    "EMAIL": "ana.souza+x@mail.example.co.uk|a_b@x.pt|ana @ example.com",
    "PHONE": "+351 912 345 678|+55 (11) 98765-4321|00351 21 123 45 67|912345678|21 123 4567|(11) 98765-4321|"
    "11987654321|(555) 123-4567|555-123-4567|020 7946 0958|+1 555 123 4567|3456-7890",
    "CPF": "529.982.247-25|52998224725|123.456.789-00",
    "CNPJ": "11.222.333/0001-81|11222333000181|12.ABC.345/01DE-35|12ABC34501DE35",
    "NIF": "PT 503504564|503 504 564",
    "SSN": "078-05-1120",
    "IBAN": "PT50 0002 0123 1234 5678 9015 4|GB82WEST12345698765432|gb82 west 1234 5698 7654 32",
    "CARD": "4111 1111 1111 1111|5500-0000-0000-0004|378282246310005",
    "KEY": "sk-proj-Abc123def456ghi789|ghp_abcdefghijklmnopqrst0123|AKIAIOSFODNN7EXAMPLE|hf_abcdefghijklmnop12|"
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln|Zm9vYmFy2Xk39bQr7TTp0aLw|d41d8cd98f00b204e9800998ecf8427e|"
    "AIzaSyA1234567890abcdefghijklmnopqrstuv",
    "IP": "192.168.1.20|2001:db8::8a2e:370:7334|fe80::1",
    "MAC": "aa:bb:cc:dd:ee:ff|AA-BB-CC-DD-EE-0F",
    "ADDRESS": "221b Baker Street|1600 Pennsylvania Avenue|12 long acre road|Rua das Flores, 123|Av. Paulista 1578|"
    "rua augusta 100|Avenida da Liberdade, nº 45|Travessa do Carmo|Praça XV de Novembro, 20",
    "POSTCODE": "01310-100|1250-096|SW1A 1AA|CA 94110|94110-1234|98765-4321",
    "PLACE": "38.7223, -9.1393|-23.55052 -46.633308|38°43'20\"N",
}  # fmt: skip
SAID_KEYS = ["the password is tulip42", "senha: gato!preto", "PIN = 4711", 'api_key="abc123"', "Bearer abcdefgh1234567"]
HARMLESS = [
    "set the light to 40 % in 20 minutes",
    "the gate opens at 12:30:45 on 2026-11-21, years 2025-2026, run 20261121-114233",
    "gpt-4o-2024-08-06 and Qwen/Qwen3-235B-A22B-Instruct-2507 are models; so is claude-opus-4-20250514",
    "550e8400-e29b-41d4-a716-446655440000",
    "version 1.22.3, price 1.234,56, 3.14159, 100000 bytes, 12345678902, 4111 1111 1111 1112",
    "põe a temperatura da sala a 21,5 graus e fecha os estores da rua",
    '{"type": "object", "maxLength": 100, "additionalProperties": false}',
    "the password is wrong; o código é difícil",
]


@pytest.mark.parametrize(("kind", "text"), [(k, t) for k, texts in PRIVATE.items() for t in texts.split("|")])
@pytest.mark.parametrize("around", ["{}", "it is {}, they say", "({})", "é {}.", "x={};"])
def test_what_is_private_by_its_form_gets_a_pseudonym(kind, text, around):
    pseudonyms = Pseudonyms([])
    assert pseudonyms.redact(around.format(text)) == around.format(f"{kind}_1")
    assert pseudonyms.rehydrate(f"{kind}_1") == text


@pytest.mark.parametrize("text", SAID_KEYS)
def test_what_is_called_a_password_is_a_key(text):
    pseudonyms = Pseudonyms([])
    assert "KEY_1" in pseudonyms.redact(text)
    assert pseudonyms.rehydrate("KEY_1") in text


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_like_it_is_left_alone(text):
    assert Pseudonyms([]).redact(text) == text


def test_a_private_key_is_one_key_to_its_end():
    text = "see -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- there"
    assert Pseudonyms([]).redact(text) == "see KEY_1 there"


@pytest.mark.parametrize(
    ("check", "number"),
    [
        (is_cpf, "52998224725"),
        (is_cnpj, "11222333000181"),
        (is_nif, "503504564"),
        (is_iban, "PT50000201231234567890154"),
        (is_card, "4111111111111111"),
    ],
)
def test_check_digits_notice_any_single_digit_that_is_wrong(check, number):
    assert check(number)
    for at, digit in enumerate(number):
        for wrong in "0123456789".replace(digit, "") if digit.isdigit() else "":
            assert not check(number[:at] + wrong + number[at + 1 :]), (at, wrong)
