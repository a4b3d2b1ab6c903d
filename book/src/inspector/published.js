// Made by a test from realm/myorg.json. The keys are for lessons, and published: they are not secret.
'use strict';
globalThis.Published = {
  "issuer": "http://localhost:8080/realms/myorg",
  "audience": "test_api_resource",
  "scope": "test_api_access",
  "client": "test_api_client",
  "lifespan": 300,
  "jwks": {
    "keys": [
      {
        "kid": "E2e78gBEu5yLa8mDs4DO-Pb3-3JzqeTP1TRgqn7aZ2s",
        "kty": "RSA",
        "alg": "RS256",
        "use": "sig",
        "x5c": [
          "MIICmzCCAYOgAwIBAgIBATANBgkqhkiG9w0BAQsFADAQMQ4wDAYDVQQDDAVteW9yZzAgFw0yNjAxMDEwMDAwMDBaGA8yMDU2MDEwMTAwMDAwMFowEDEOMAwGA1UEAwwFbXlvcmcwggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQC3KzQY60JPIUSzX/ESDdGktFxMxkfyT+DjVbvMmcPzJBh8sngD4KkZWYdFR6VN0lOwWuvJBhSjmxODcg7nYTJf76rL1XBPK1C1u0+e4dbMm2ViGVUwVEVTfQ4DvB9uJ3biFeFXBU+/5ng0kOzEll39RDKUUrZSSVXdi1tj8+QcGUQMbZhnwUnJ/EEK+CF8bbWKl/+/yh+xGQXfs2yhvNVzOHqPc8E+TNa1jG3056mE/1G6KVSZWq85bqGkaUmMhenO6Mh3Z45GcB56aAiwPK/Cqg2UAOWTNHKX6df9vKrkMiDQQPE9rga1/NBXYWBOGQZWWQfOHPfc+nobexBtxex9AgMBAAEwDQYJKoZIhvcNAQELBQADggEBAHHuRNf4JWgw+GZg9doYK3Pu7oOr5mDWiSQPJKOnnrQYqfOhTnqUG3D792w04EvqdLq9BPWsu/hXdoQy4Q/5RLJuiWKDu7/wfzgjTnO9nt1w74T7E8LSks+PvsACSvNCZEFwdlfnOxt+jWGnsSl/uW+ieG+yIQWsaUFAL4hQSUZmqAAGMlqT1z/Ut+njWHPwGqj112Sb9HvzxVVvXDr58iRzCl/nEzIVfAnN86nww7KZuN6DqL23ngo2YC+ijded6kjQITZ+YDr8SAQPHkM22quJr5sZrHOQHSRKfOWIM5CZN1iwXMHUp1P22TbKuyDiKSGk874UfJtcK1ermaBGd4Q="
        ],
        "x5t": "zVE-zHpSnT1UnRDUpXxuvpw0VOI",
        "x5t#S256": "i0uK77IbRO4bQCJugXN8xs2RD680FCFlhoVU78X_5pc",
        "n": "tys0GOtCTyFEs1_xEg3RpLRcTMZH8k_g41W7zJnD8yQYfLJ4A-CpGVmHRUelTdJTsFrryQYUo5sTg3IO52EyX--qy9VwTytQtbtPnuHWzJtlYhlVMFRFU30OA7wfbid24hXhVwVPv-Z4NJDsxJZd_UQylFK2UklV3YtbY_PkHBlEDG2YZ8FJyfxBCvghfG21ipf_v8ofsRkF37NsobzVczh6j3PBPkzWtYxt9OephP9RuilUmVqvOW6hpGlJjIXpzujId2eORnAeemgIsDyvwqoNlADlkzRyl-nX_byq5DIg0EDxPa4GtfzQV2FgThkGVlkHzhz33Pp6G3sQbcXsfQ",
        "e": "AQAB"
      }
    ]
  },
  "privateKey": "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC3KzQY60JPIUSzX/ESDdGktFxMxkfyT+DjVbvMmcPzJBh8sngD4KkZWYdFR6VN0lOwWuvJBhSjmxODcg7nYTJf76rL1XBPK1C1u0+e4dbMm2ViGVUwVEVTfQ4DvB9uJ3biFeFXBU+/5ng0kOzEll39RDKUUrZSSVXdi1tj8+QcGUQMbZhnwUnJ/EEK+CF8bbWKl/+/yh+xGQXfs2yhvNVzOHqPc8E+TNa1jG3056mE/1G6KVSZWq85bqGkaUmMhenO6Mh3Z45GcB56aAiwPK/Cqg2UAOWTNHKX6df9vKrkMiDQQPE9rga1/NBXYWBOGQZWWQfOHPfc+nobexBtxex9AgMBAAECggEAH8T/kT7kzmK/zrjaUD5TWVTrGWneurl+ERAitZcJ9JcTJDW0OT/zNHFh0/NcSYYse88ZTFGgrMvN86OJ0Dn8icVBA3+urhyeMBcf9TfIkM53JC+upeZH6/Ypwx4S+YEgzo/q+LP0JB2uRbfJSUOnY7E7cJx0AQu1N+re3BRGQVUYbUZ6qtYN+ns3tmn8SwchxLhwnKAK6AHgdOYnTKgFDGq9QTDKs6Jo4oeycbU4sc2Lz8iZHWh0oyzDSsUbdCCDn8MBV6Vsg0j097BRVK6hS1Yo3n2peC0LrFpHE2ObxNZuMkvNzWE/0VKFLKzUQLULICxKRrnZlnFvuIlMtRsFxQKBgQD+jmR4SgBmeo8nIjzhkMWENfv1guzxDq0AMJq5z0vo62RXm4I0RDC6RBhM3fOhvlTjKjFMFI3qvpflK0GtkyeunDQMPKr1jxSN4v/bJnwaQMrJ2pZvohIu3zjKdiEG6egqrCFhQr7+YvdWLyFRm7ds+vKNT77X8/ynsxR0yCQ8pwKBgQC4NSiiU9VdLwN4xvqQUkbzPhVgoMyG5Po2IeWAyK6jmL84u4yRRNsJB/keSbOK8JKRZTyXKzJ5CqxuPqKjZp6rnkx7TuvMNOGJ3ZO2D/r1uB2k3d2uRXy2rxN75EpVwET7xxCscWrT7UMsqCvbfmU0y130jxNeiQzRQoT72Vi+OwKBgEv+XHYguX/ehNANA5nfa2ft6dtAi9XnKLSOzhI8lY/ifiE9VqCd3uIspAiGlk4qEROELBVnaXq0DYqn4EKeVNFm5o7kqbEHVv6IzxMwqQn5X9DlBdYrzzvY/g5LN87lk57xpkFv+K7fArHi/hJr51WMkU6oiPPVbg7ugmPewBqvAoGAEKAjobsFR9rFanIzDTGP28ZfsY/xxb8G4jne9+ek83kG0T0EK9xWFJOWpWgrfz/FSsAjXtV0Qb53359hmHPboEuyRXLTD2Q6cvH/se/xS5opesbXijIVVnuou4bYOrMWxs6pr5aw+J2ycWZgRvg6dDBis37yVZbzBDQHwp9URh8CgYEA2Lr/SoSeClspGVZ2KY4gzL9g9svLDRmsYSpcu9FTvDCgRLyAVDHWDaADSIAbBhSKgA/SpFLOVMNJhACAIXMZvdpE2nPp1AdWKD5FcaLcDD3ReIu9KZTcVvuu2JGhbRS3LlRwixDnnZxW6X4cm7i3RJZBvClDXilh14o89ZtoPT8=",
  "assertionClient": "test_jwt_client",
  "clientJwks": {
    "keys": [
      {
        "crv": "P-256",
        "kty": "EC",
        "x": "2g8gT_dqZuije3JgoyX3EiHbSTzQE4fUSixI2VKYMxI",
        "y": "lHb5j_qwY8UqhkxexisvJ1Qia9FHloirgAdmWvv0f4A",
        "use": "sig",
        "alg": "ES256",
        "kid": "BgnL3QzzkdP2WjRFA0b-Bwv-338BgflxJU0cCZw7maY"
      }
    ]
  },
  "clientPrivateKey": "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgG3Rh1X3HnP8St6iaZ1LLIWgx9CPlTEMAdZuuCn7gUquhRANCAATaDyBP92pm6KN7cmCjJfcSIdtJPNATh9RKLEjZUpgzEpR2+Y/6sGPFKoZMXsYrLydUImvRR5aIq4AHZlr79H+A"
};
