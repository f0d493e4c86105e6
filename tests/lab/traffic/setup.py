# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Turns a lab host into one that does everything Postfix logs about; runs in the host.

What the host was filled with stays as it is: nothing here makes a deferred message due.
"""

import os
import shutil
import subprocess

from hosts import postfix
from traffic import checks, places

# Times are short, as every refusal, greeting and time limit is waited for.
_MAIN = """
mynetworks = 127.0.0.0/8 [::1]/128 10.77.{network}.0/26
inet_protocols = {protocols}
notify_classes = bounce, 2bounce, delay, resource, software
delay_warning_time = 4s
bounce_template_file = {config}/bounce_templates
bounce_queue_lifetime = 0
alias_maps = hash:{config}/aliases
virtual_alias_domains = alias.example
virtual_alias_maps = texthash:{config}/virtual_aliases
virtual_mailbox_domains = box.example
virtual_mailbox_base = /var/mail/virtual
virtual_mailbox_maps = texthash:{config}/virtual_mailboxes
virtual_uid_maps = static:2001
virtual_gid_maps = static:2001
virtual_mailbox_limit = 210000
mailbox_size_limit = 0
message_size_limit = 200000
relay_domains = relayed.example hop.example out.example
transport_maps = texthash:{config}/transport hash:{config}/traffic_transport
header_checks = regexp:{config}/header_checks
mime_header_checks = regexp:{config}/mime_header_checks
nested_header_checks = regexp:{config}/nested_header_checks
body_checks = regexp:{config}/body_checks
smtp_tls_security_level = may
smtp_tls_policy_maps = texthash:{config}/tls_policy
smtp_tls_CAfile = {config}/tls/ca.pem
smtp_tls_loglevel = 1
smtpd_tls_loglevel = 1
smtpd_tls_security_level = may
smtpd_tls_cert_file = {config}/tls/{hostname}.pem
smtpd_tls_key_file = {config}/tls/{hostname}.key
smtpd_tls_CAfile = {config}/tls/ca.pem
smtpd_tls_ask_ccert = yes
smtpd_sasl_type = cyrus
smtpd_sasl_path = smtpd
smtpd_sasl_local_domain = {realm}
cyrus_sasl_config_path = {config}/sasl
smtp_sasl_auth_enable = yes
smtp_sasl_password_maps = texthash:{config}/passwords
smtp_sasl_security_options =
smtp_connect_timeout = 3s
smtp_helo_timeout = 6s
smtp_mail_timeout = 20s
smtp_rcpt_timeout = 20s
smtp_data_done_timeout = 60s
smtp_connection_cache_destinations = cached.example reused.example
smtp_send_xforward_command = yes
connection_cache_status_update_time = 4s
anvil_status_update_time = 4s
address_verify_cache_cleanup_interval = 10s
address_verify_poll_delay = 1s
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination
smtpd_policy_service_max_idle = 2s
smtpd_policy_service_retry_delay = 1s
smtpd_policy_service_try_limit = 1
maximal_queue_lifetime = 5d
postscreen_access_list = cidr:{config}/postscreen_access
postscreen_denylist_action = enforce
postscreen_dnsbl_sites = bl.example*2 wl.example*-1
postscreen_dnsbl_threshold = 2
postscreen_dnsbl_action = enforce
postscreen_greet_action = enforce
postscreen_greet_wait = 2s
postscreen_pipelining_enable = yes
postscreen_pipelining_action = enforce
postscreen_non_smtp_command_enable = yes
postscreen_non_smtp_command_action = drop
postscreen_bare_newline_enable = yes
postscreen_bare_newline_action = enforce
postscreen_client_connection_count_limit = 3
postscreen_command_count_limit = 8
postscreen_command_time_limit = 4s
postscreen_cache_cleanup_interval = 10s
"""

# As the base configuration has them, with other options (that of relay is Debian's); and more
# ports and transports.
_MASTER = """
anvil     unix  -       -       n       -       1       anvil
  -o max_idle=3s
scache    unix  -       -       n       -       1       scache
  -o max_idle=3s
relay     unix  -       -       n       -       -       smtp
  -o syslog_name=${{multi_instance_name?{{$multi_instance_name}}:{{postfix}}}}/$service_name
slow      unix  -       -       n       -       2       smtp
  -o smtp_helo_timeout=10d -o smtp_tls_security_level=none
smtpd     pass  -       -       n       -       -       smtpd
dnsblog   unix  -       -       n       -       0       dnsblog
tlsproxy  unix  -       -       n       -       0       tlsproxy
tlsmgr    unix  -       -       n       1000?   1       tlsmgr
lmtp      unix  -       -       n       -       -       lmtp
virtual   unix  -       n       n       -       -       virtual
reuse     unix  -       -       n       -       -       smtp
  -o smtp_tls_connection_reuse=yes
works     unix  -       n       n       -       -       pipe
  flags=Rq user=viewer argv=/bin/sh -c cat>/dev/null
fails     unix  -       n       n       -       -       pipe
  flags=Rq user=viewer argv=/bin/sh -c {{ cat >/dev/null; echo 4.2.0 disk is full; exit 75; }}
bounces   unix  -       n       n       -       -       pipe
  flags=Rq user=viewer argv=/bin/sh -c {{ cat >/dev/null; echo 5.1.1 no such person; exit 67; }}
filter    unix  -       -       n       -       10      smtp
  -o smtp_tls_security_level=none
broken    unix  -       -       n       -       -       nosuchprogram
{phases} inet n - n - - smtpd
  -o smtpd_delay_reject=no
  -o smtpd_helo_required=yes -o smtpd_recipient_limit=3
  -o smtpd_error_sleep_time=0
  -o smtpd_client_restrictions=check_client_access,texthash:{config}/client_access,reject_rbl_client,bl.example
  -o smtpd_helo_restrictions=check_helo_access,texthash:{config}/helo_access,reject_invalid_helo_hostname,reject_non_fqdn_helo_hostname,reject_unknown_helo_hostname
  -o {{smtpd_sender_restrictions=check_sender_access texthash:{config}/sender_access reject_non_fqdn_sender reject_unknown_sender_domain}}
  -o {{smtpd_recipient_restrictions=reject_non_fqdn_recipient check_recipient_access texthash:{config}/recipient_access reject_unauth_destination reject_unknown_recipient_domain reject_unverified_recipient}}
  -o {{smtpd_data_restrictions=reject_unauth_pipelining reject_multi_recipient_bounce}}
  -o {{smtpd_end_of_data_restrictions=check_sender_access texthash:{config}/end_access check_policy_service {{ inet:127.0.0.1:{nobody} default_action=DUNNO }}}}
  -o {{smtpd_etrn_restrictions=reject}}
{actions} inet n - n - - smtpd
  -o {{smtpd_client_restrictions=warn_if_reject check_client_access texthash:{config}/client_access}}
  -o mynetworks=0.0.0.0/0
  -o {{smtpd_recipient_restrictions=check_recipient_access texthash:{config}/recipient_access warn_if_reject reject_unknown_reverse_client_hostname warn_if_reject reject_unknown_sender_domain check_policy_service {{ inet:127.0.0.1:{policy} default_action=DUNNO }} permit}}
  -o {{smtpd_end_of_data_restrictions=warn_if_reject check_sender_access texthash:{config}/end_access}}
{milter} inet n - n - - smtpd
  -o smtpd_milters=inet:127.0.0.1:{milter_server}
  -o mynetworks=0.0.0.0/0
{filtered} inet n - n - - smtpd
  -o content_filter=filter:[127.0.0.1]:{content_filter}
  -o mynetworks=0.0.0.0/0
{proxied} inet n - n - - smtpd
  -o smtpd_proxy_filter=127.0.0.1:{proxy_filter}
  -o mynetworks=0.0.0.0/0
127.0.0.1:{behind} inet n - n - - smtpd
  -o smtpd_authorized_xforward_hosts=127.0.0.0/8
  -o smtpd_client_restrictions=
  -o mynetworks=0.0.0.0/0
{limits} inet n - n - - smtpd
  -o smtpd_timeout=2s -o smtpd_starttls_timeout=2s
  -o smtpd_forbid_bare_newline=reject -o smtpd_forbid_bare_newline_exclusions=
  -o smtpd_hard_error_limit=3 -o smtpd_soft_error_limit=2 -o smtpd_error_sleep_time=0
  -o smtpd_junk_command_limit=4
  -o smtpd_client_connection_count_limit=2 -o smtpd_client_connection_rate_limit=6
  -o smtpd_client_message_rate_limit=2 -o smtpd_client_recipient_rate_limit=3
  -o smtpd_client_new_tls_session_rate_limit=1 -o smtpd_client_auth_rate_limit=1
  -o smtpd_sasl_auth_enable=yes
  -o line_length_limit=2048
{brokenport} inet n - n - - smtpd
  -o smtpd_relay_restrictions=permit -o smtpd_recipient_restrictions=permit
{postscreen} inet n - n - 1 postscreen
submission inet n - n - - smtpd
  -o syslog_name=postfix/submission
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o {{smtpd_client_restrictions=permit_sasl_authenticated reject}}
submissions inet n - n - - smtpd
  -o syslog_name=postfix/submissions
  -o smtpd_tls_wrappermode=yes
  -o smtpd_sasl_auth_enable=yes
  -o {{smtpd_client_restrictions=permit_sasl_authenticated reject}}
"""

_SECOND_MASTER = """
tlsmgr    unix  -       -       n       1000?   1       tlsmgr
relay     unix  -       -       n       -       -       smtp
  -o syslog_name=$multi_instance_name/$service_name
"""

_SECOND_MAIN = """
smtpd_authorized_xforward_hosts = 127.0.0.0/8
mynetworks = 0.0.0.0/0
smtp_tls_security_level = may
smtp_tls_CAfile = /etc/postfix/tls/ca.pem
smtp_tls_loglevel = 1
smtp_connect_timeout = 3s
smtp_helo_timeout = 6s
bounce_queue_lifetime = 0
transport_maps = texthash:{config}/transport
"""


def _write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.utime(path, (1700000000, 1700000000))   # as in postfix.write_config


def _set_parameters(config, text):
    subprocess.run(["postconf", "-c", config, "-e", *filter(None, text.splitlines())], check=True)
    os.utime(f"{config}/main.cf", (1700000000, 1700000000))


def _services(text):
    """Entries of a master.cf, by name and type."""
    entries = {}
    key = None
    for line in text.splitlines():
        if line[:1].isspace():
            entries[key] += line + "\n"
        elif line.strip():
            key = tuple(line.split()[:2])
            entries[key] = line + "\n"
    return entries


def _write_master(config, text):
    path = f"{config}/master.cf"
    with open(path, encoding="utf-8") as file:
        entries = _services(file.read())
    _write(path, "".join({**entries, **_services(text)}.values()))


def _write_certificates(files, config):
    directory = f"{config}/tls"
    os.makedirs(directory, mode=0o700, exist_ok=True)
    for name, content in files.items():
        with open(f"{directory}/{name}", "wb") as file:
            file.write(content)


def _make_passwords(config):
    os.makedirs(f"{config}/sasl", exist_ok=True)
    database = f"{config}/sasl/sasldb2"
    _write(f"{config}/sasl/smtpd.conf",
           "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN CRAM-MD5\n"
           f"sasldb_path: {database}\nlog_level: 3\n")
    for user, password in places.USERS.items():
        subprocess.run(["saslpasswd2", "-p", "-c", "-f", database, "-u", places.REALM, user],
                       input=password.encode(), check=True)
    shutil.chown(database, "root", "postfix")
    os.chmod(database, 0o640)


def _make_mailboxes():
    os.makedirs("/var/mail/virtual", exist_ok=True)
    shutil.chown("/var/mail/virtual", 2001, 2001)
    os.chmod("/var/mail", 0o1777)
    with open("/var/mail/virtual/full", "wb") as file:
        file.write(b"x" * 209999)   # virtual_mailbox_limit is soon reached
    shutil.chown("/var/mail/virtual/full", 2001, 2001)
    os.makedirs("/var/mail/virtual/denied", mode=0o700, exist_ok=True)
    shutil.chown("/var/mail/virtual/denied", "root", "root")


def prepare(network, hostname, hop, certificates, instances):
    """Change this host's configuration and start Postfix with it; to do so again does no harm.

    certificates: names of files and what is in them, as the state directory is not seen here.
    """
    config = instances[0]["config_directory"]
    _write_certificates(certificates, config)
    for name, text in checks.tables(network, hostname, hop).items():
        _write(f"{config}/{name}", text)
    subprocess.run(["postmap", f"hash:{config}/traffic_transport"], check=True)
    subprocess.run(["postalias", f"hash:{config}/aliases"], check=True)
    _make_passwords(config)
    _make_mailboxes()
    # Without IPv6 in the kernel, Postfix would complain of "all" with every start of a process.
    protocols = "all" if os.path.exists("/proc/net/if_inet6") else "ipv4"
    values = {"protocols": protocols, "network": network, "config": config,
              "hostname": hostname, "realm": places.REALM}
    _set_parameters(config, _MAIN.format(**values))
    _write_master(config, _MASTER.format(
        phases=places.PHASES, actions=places.ACTIONS, milter=places.MILTER,
        filtered=places.FILTERED, proxied=places.PROXIED, limits=places.LIMITS,
        brokenport=places.BROKEN, postscreen=places.POSTSCREEN, policy=places.POLICY_SERVER,
        milter_server=places.MILTER_SERVER, content_filter=places.CONTENT_FILTER,
        proxy_filter=places.PROXY_FILTER, behind=places.BEHIND_PROXY, nobody=places.NOBODY,
        **values))
    if len(instances) > 1:
        second = instances[1]["config_directory"]
        _set_parameters(second, _SECOND_MAIN.format(config=second))
        _write_master(second, _SECOND_MASTER)
        if hop:
            with open(f"{second}/transport", encoding="utf-8") as file:
                lines = [line for line in file if not line.startswith("out.example")]
            _write(f"{second}/transport", "".join(lines) + f"out.example relay:[{hop}]\n")
    postfix.stop()
    postfix.start([postfix.Instance(one["name"], one["long_queue_ids"]) for one in instances],
                  checked=True)
