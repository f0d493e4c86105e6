// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A FIDO token for tests, as a provider of ssh-agent (sk-api.h of OpenSSH, version 10;
// SSH_SK_PROVIDER in ssh-add(1)). Only the hardware is played: ssh-agent, its helper and sshd are
// the real ones. The signature is that of PROTOCOL.u2f. Its private key is in the key handle, where
// a token of metal has its own sealed. In the directory $SPOOLSCOPE_TOKEN it makes the file "asked"
// when it starts to wait, and waits for the file "answer": "touched", "untouched" (it signs
// without) or "refused".

#include <openssl/evp.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>

// Names and layout are OpenSSH's.
struct sk_enroll_response
{
    uint8_t flags;
    uint8_t *public_key;
    size_t public_key_len;
    uint8_t *key_handle;
    size_t key_handle_len;
    uint8_t *signature;
    size_t signature_len;
    uint8_t *attestation_cert;
    size_t attestation_cert_len;
    uint8_t *authdata;
    size_t authdata_len;
};

struct sk_sign_response
{
    uint8_t flags;
    uint32_t counter;
    uint8_t *sig_r;
    size_t sig_r_len;
    uint8_t *sig_s;
    size_t sig_s_len;
};

struct sk_option;
struct sk_resident_key;

namespace {

using namespace std::chrono_literals;

constexpr uint32_t ed25519 = 1;
constexpr int general = -1;
constexpr int unsupported = -2;
constexpr size_t keySize = 32;
constexpr size_t signatureSize = 64;

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

/// ssh frees what it gets with free().
template <typename Type> Type *zeroed(size_t count = 1)
{
    return static_cast<Type *>(std::calloc(count, sizeof(Type)));
}

std::string sha256(const void *bytes, size_t size)
{
    std::array<char, 32> digest = {};
    EVP_Digest(bytes, size, reinterpret_cast<unsigned char *>(digest.data()), nullptr, EVP_sha256(),
        nullptr);
    return {digest.data(), digest.size()};
}

std::string answer()
{
    const char *name = std::getenv("SPOOLSCOPE_TOKEN");
    if (!name)
        return "refused";
    const std::filesystem::path directory = name;
    std::ofstream(directory / "asked").close();
    for (int i = 0; i < 6000; ++i) {
        // It is moved into place, so that it is complete.
        if (std::ifstream file(directory / "answer"); file.is_open()) {
            std::string word;
            file >> word;
            return word;
        }
        std::this_thread::sleep_for(10ms);
    }
    return "refused";
}

}

extern "C" uint32_t sk_api_version()
{
    return 0x000a0000;
}

extern "C" int sk_enroll(uint32_t algorithm, const uint8_t *, size_t, const char *, uint8_t flags,
    const char *, sk_option **, sk_enroll_response **response)
{
    if (algorithm != ed25519)
        return unsupported;
    const Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), EVP_PKEY_free);
    auto *enrolled = zeroed<sk_enroll_response>();
    enrolled->flags = flags;
    enrolled->public_key_len = enrolled->key_handle_len = keySize;
    enrolled->public_key = zeroed<uint8_t>(keySize);
    enrolled->key_handle = zeroed<uint8_t>(keySize);
    enrolled->signature_len = signatureSize; // of the attestation, which nobody asked for
    enrolled->signature = zeroed<uint8_t>(signatureSize);
    if (!key
        || EVP_PKEY_get_raw_public_key(key.get(), enrolled->public_key, &enrolled->public_key_len)
            != 1
        || EVP_PKEY_get_raw_private_key(key.get(), enrolled->key_handle, &enrolled->key_handle_len)
            != 1)
        return general;
    *response = enrolled;
    return 0;
}

extern "C" int sk_sign(uint32_t algorithm, const uint8_t *data, size_t dataSize,
    const char *application, const uint8_t *handle, size_t handleSize, uint8_t, const char *,
    sk_option **, sk_sign_response **response)
{
    if (algorithm != ed25519)
        return unsupported;
    const std::string word = answer();
    const Key key(
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, handle, handleSize), EVP_PKEY_free);
    if (!key || (word != "touched" && word != "untouched"))
        return general;
    auto *done = zeroed<sk_sign_response>();
    done->flags = word == "touched" ? 1 : 0; // user presence
    done->counter = 0x01020304;
    done->sig_r_len = signatureSize;
    done->sig_r = zeroed<uint8_t>(signatureSize);
    const std::string text = sha256(application, std::strlen(application)) + char(done->flags)
        + "\x01\x02\x03\x04" + sha256(data, dataSize);
    const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1
        || EVP_DigestSign(context.get(), done->sig_r, &done->sig_r_len,
               reinterpret_cast<const unsigned char *>(text.data()), text.size())
            != 1)
        return general;
    *response = done;
    return 0;
}

extern "C" int sk_load_resident_keys(const char *, sk_option **, sk_resident_key ***, size_t *)
{
    return unsupported;
}
