import gzip
import subprocess

from conftest import ROOT


def test_text_files_get_both_variants_and_others_none(tmp_path, node):
    (tmp_path / "topic").mkdir()
    page = b"<p>the same words again and again</p>" * 100
    (tmp_path / "topic" / "index.html").write_bytes(page)
    (tmp_path / "social.png").write_bytes(b"\x89PNG")
    subprocess.run([node, ROOT / "tools" / "precompress.mjs", tmp_path], check=True)
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert names == {"topic/index.html", "topic/index.html.gz", "topic/index.html.br", "social.png"}
    assert gzip.decompress((tmp_path / "topic" / "index.html.gz").read_bytes()) == page
    unpack = "process.stdout.write(require('zlib').brotliDecompressSync(require('fs').readFileSync(process.argv[1])))"
    command = [node, "-e", unpack, tmp_path / "topic" / "index.html.br"]
    assert subprocess.run(command, check=True, capture_output=True).stdout == page
