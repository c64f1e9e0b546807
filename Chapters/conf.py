"""The course as a site: the Markdown that the chapters are, built by Sphinx.

    python3 -m venv .build/site-tools && .build/site-tools/bin/pip install -r Chapters/requirements.txt
    .build/site-tools/bin/python -m sphinx -W Chapters .build/site

or `swift run course site --out .build/site`. Formulas become MathML, which browsers draw themselves: the
pages need no network and no scripts for them. Exercises get their hints, folded, and the index its entries.
A page becomes a PDF by the browser's print, or

    chromium --headless --no-pdf-header-footer --print-to-pdf=1.pdf .build/site/Chapter1/README.html
"""

import html
import pathlib
import re

import latex2mathml.converter
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_for_filename

here = pathlib.Path(__file__).parent
package = here.parent

project = "Tapestry"
author = "the Tapestry authors"
extensions = ["myst_parser"]
root_doc = "README"
exclude_patterns = ["Chapter*/Code", "Chapter*/Exercises", "requirements.txt"]
html_theme = "furo"
html_title = "Tapestry"
html_copy_source = False
html_show_copyright = False
html_static_path = ["site.css"]
html_css_files = ["site.css"]
html_use_index = True
html_theme_options = {"navigation_with_keys": True}
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 4
myst_fence_as_directive = ["math"]

# Pygments does not know Swift's key paths, and shows them all the same.
suppress_warnings = ["misc.highlighting_failure"]

order = [*[f"Chapter{n}/README" for n in range(1, 7)], "GLOSSARY", "genindex", "TRANSLATION", "SOURCES",
         "PERFORMANCE", "INSTRUCTORS"]
shown = set()


def public_names():
    """The functions and types that a reader can call, by their names."""
    names = {}
    pattern = re.compile(r"^\s*(?:public |package |open )(?:static |final |override |mutating )*(func|struct|class|enum|protocol) (\w+)", re.M)
    for folder in ["Tapestry", "Miniature", "AutoGraph", "CourseData"]:
        for path in (package / "Sources" / folder).rglob("*.swift"):
            for kind, name in pattern.findall(path.read_text()):
                names[name] = f"{name}()" if kind == "func" else name
    # The texts call variables so, too.
    return {name: entry for name, entry in names.items() if name not in ["count", "outputs", "rate", "step", "weights"]}


def literals(code):
    """The string literals of a Swift list, up to its end; those with a plus between them are one."""
    found = []
    joins = False
    pattern = re.compile(r'\s*(?:"""\n(.*?)\n\s*"""|"((?:[^"\\]|\\.)*)"|(,|\+)|//[^\n]*)', re.S)
    position = 0
    while match := pattern.match(code, position):
        position = match.end()
        text = match[2]
        if match[1] is not None:
            text = "\n".join(line.lstrip() for line in match[1].split("\n")).replace("\\\n", "")
        if text is not None:
            text = text.replace('\\"', '"')
            if joins:
                found[-1] += text
            else:
                found.append(text)
        joins = match[3] == "+"
    return found


def hints():
    """The hints of each exercise, by its number."""
    found = {}
    for path in (package / "Sources" / "Exercises").rglob("*.swift"):
        code = path.read_text()
        number = re.search(r'Exercise\(\s*"(\d\.\d+)"', code)
        if number and "hints: [" in code:
            found[number[1]] = literals(code.split("hints: [", 1)[1])
    return found


def glossary():
    """The terms that each section introduces."""
    found = {}
    for row in re.finditer(r"^\| (.+?) \| .* \| \[.*\]\((.*)\) \|$", (here / "GLOSSARY.md").read_text(), re.M):
        found.setdefault(row[2], []).append(row[1])
    return found


names = public_names()
exercises = hints()
terms = glossary()


def with_hints(text):
    """Below the command that checks an exercise: its file, and its hints, folded."""

    def add(match):
        number = match[1]
        chapter, ordinal = number.split(".")
        file = next((here / f"Chapter{chapter}" / "Exercises").glob(f"{int(ordinal):02}-*.swift"))
        lines = [match[0], "", f"[{file.name}](Exercises/{file.name})"]
        for count, hint in enumerate(exercises[number], 1):
            lines += ["", "<details>", f"<summary>Hint {count}</summary>", "", hint, "", "</details>"]
        return "\n".join(lines).replace("\n", "\n> ").replace("> \n", ">\n")

    return re.sub(r"^> `swift run course check (\d\.\d+)`$", add, text, flags=re.M)


def with_index(name, text):
    """After each heading: the glossary's terms that its section introduces, and the functions that it names.

    A name in a block of code counts where the page has it for the first time: most blocks make a tensor.
    """
    parts = re.split(r"^(#{1,4} .*\n)", text, flags=re.M)
    met = set()
    for position in range(1, len(parts), 2):
        blocks = re.findall(r"^```swift\n(.*?)^```$", parts[position + 1], flags=re.M | re.S)
        prose = re.sub(r"^```.*?^```$", "", parts[position + 1], flags=re.M | re.S)
        words = re.findall(r"`(?:[a-z]\w*\.)?(\w+)(?:\([^`]*\))?`", prose)
        code = re.sub(r"//.*|\"(?:[^\"\\]|\\.)*\"", "", "\n".join(blocks))
        used = set(re.findall(r"\b([A-Z]\w*)\b|\b(\w+)(?=[({])", code))
        used = {a or b for a, b in used}
        words += used - met
        met |= used
        anchor = "".join(c for c in parts[position].lower() if c.isalnum() or c in " -_").strip().replace(" ", "-")
        entries = [f"! single: {term}" for term in terms.get(f"{name}.md#{anchor}", [])]
        entries += [f"single: {entry}" for entry in sorted({names[word] for word in words if word in names})]
        parts[position] += "\n" + "".join(f"```{{index}} {entry}\n```\n" for entry in entries)
    return "".join(parts)


def read(app, name, source):
    """What GitHub understands and Sphinx does not: the order of pages, and links into the sources."""
    text = source[0]
    if name.startswith("Chapter"):
        text = with_index(name, with_hints(text))
    if name == root_doc:
        # Built beside the pages by DocC, which Sphinx knows nothing of.
        if app.tags.has("reference"):
            pages = "https://source.invalid/reference/{0}.doccarchive/documentation/{1}/"
            links = [f"[{module}]({pages.format(module, module.lower())})" for module in ["Tapestry", "Plots"]]
            text += f"\n\nReference of all declarations: {', '.join(links)}.\n"
        text += "\n\n```{toctree}\n:hidden:\n" + "\n".join(order) + "\n```\n"

    def link(match):
        path = (here / name).parent.joinpath(match[1].split("#")[0]).resolve()
        if package not in path.parents or here in path.parents and path.suffix == ".md":
            return match[0]
        if path.is_dir() and (path / "README.md").is_file():
            path = path / "README.md"
        if not path.exists() or path.suffix == ".png":
            return match[0]
        shown.add(path)
        depth = name.count("/")
        return f"](https://source.invalid/{'../' * depth}source/{path.relative_to(package)}.html)"

    source[0] = re.sub(r"\]\((?!https?:|#)([^)\s]+)\)", link, text)


def page(app, name, template, context, doctree):
    """Links into the sources are relative; Sphinx lets only whole addresses through unchecked."""
    if "body" in context:
        context["body"] = context["body"].replace("https://source.invalid/", "")


def finish(app, error):
    """A page for each source file that a text links to, and a list for each folder."""
    if error or app.builder.name != "html":
        return
    out = pathlib.Path(app.outdir)
    folders = [path for path in shown if path.is_dir()]
    files = {path for path in shown if path.is_file()}
    for folder in folders:
        inside = sorted(path for path in folder.iterdir() if path.suffix == ".swift")
        files.update(inside)
        items = "".join(f'<li><a href="{folder.name}/{path.name}.html">{path.name}</a></li>' for path in inside)
        write(out, folder, f"<!DOCTYPE html><meta charset='utf-8'><title>{folder.name}</title><ul>{items}</ul>")
    for path in sorted(files):
        style = HtmlFormatter(linenos=True, full=True, title=html.escape(str(path.relative_to(package))))
        write(out, path, highlight(path.read_text(), get_lexer_for_filename(path.name), style))
    (out / "index.html").write_text('<meta http-equiv="refresh" content="0; url=README.html">')


def write(out, path, text):
    target = out / "source" / f"{path.relative_to(package)}.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)


def formula(self, node):
    is_block = node.tagname == "math_block"
    text = latex2mathml.converter.convert(node.astext(), display="block" if is_block else "inline")
    # A formula that is wider than the page scrolls, and only what is around it can.
    self.body.append(f'<div class="formula">{text}</div>' if is_block else text)
    from docutils import nodes

    raise nodes.SkipNode


def setup(app):
    from docutils import nodes

    app.connect("source-read", read)
    app.connect("html-page-context", page)
    app.connect("build-finished", finish)
    app.add_node(nodes.math, override=True, html=(formula, None))
    app.add_node(nodes.math_block, override=True, html=(formula, None))
