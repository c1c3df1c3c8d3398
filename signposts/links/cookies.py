"""The cookies of one look: some hosts redirect in circles without."""

from dataclasses import dataclass, field

from signposts.links.policy import host_matches

_MOST, _LONGEST = 20, 4096


@dataclass(slots=True)
class Jar:
    """Kept while one address is followed, never longer. Domain, and whether its subdomains get them too → cookies."""

    cookies: dict[tuple[str, bool], dict[str, str]] = field(default_factory=dict)

    def header(self, host: str) -> str:
        """The Cookie header for a host, empty without cookies."""
        found: dict[str, str] = {}
        for (domain, below), cookies in self.cookies.items():
            if host == domain or (below and host_matches(host, domain)):
                found |= cookies
        return "; ".join(f"{name}={value}" for name, value in found.items())

    def take(self, host: str, lines: list[str]) -> None:
        """Keep what a host sets, a few and small ones."""
        for line in lines[:_MOST]:
            pair, *attributes = line[:_LONGEST].split(";")
            name, equals, value = pair.strip().partition("=")
            if not (equals and name and line.isascii() and line.isprintable()):
                continue
            domain = next((a.partition("=")[2] for a in attributes if a.strip().lower().startswith("domain=")), "")
            domain = domain.strip().lstrip(".").lower()
            # A host speaks for itself and for what stands above it, but not for all of ".org".
            wide = "." in domain and host_matches(host, domain)
            self.cookies.setdefault((domain, True) if wide else (host, False), {})[name] = value
