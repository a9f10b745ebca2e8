"""`gongfang policy`: figures checked without any server, packs read and verified, by the rules of all services."""
