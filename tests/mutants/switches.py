"""Rust source with changes in it that can be switched on one by one while the program runs."""
import collections

import tree_sitter
import tree_sitter_rust

PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_rust.language()))


def on(number):
    """The condition that a change is switched on."""
    return f"::mutant::on({number})"


class Expression:
    """An expression that may become another."""

    def __init__(self, start, end):
        self.start, self.end = start, end
        self.operands, self.operator, self.assigns = None, None, False
        self.changes = []  # (number, text)

    def is_in(self, start, end):
        return start <= self.start and self.end <= end


class Switches:
    """One file, and its changes as `cargo mutants --list --json` has them, each with a `number`."""

    def __init__(self, text, changes):
        self.source = text.encode()
        self.rows = text.split("\n")
        self.starts = [0]
        for row in self.rows:
            self.starts.append(self.starts[-1] + len(row.encode()) + 1)
        self.root = PARSER.parse(self.source).root_node
        self.insertions = collections.defaultdict(list)  # at a byte: (number, text)
        self.expressions = {}
        # By number, why a change is no switch.
        self.refused = {}
        self.constants = list(self._constants(self.root, changes))
        for change in changes:
            refusal = self._place(change)
            if refusal:
                self.refused[change["number"]] = refusal

    def range(self, span):
        """The bytes of a span, whose columns count characters."""
        def offset(position):
            row = position["line"] - 1
            return self.starts[row] + len(self.rows[row][: position["column"] - 1].encode())
        return offset(span["start"]), offset(span["end"])

    def _constants(self, node, changes):
        """Each `const fn` with changes: the position of the word, its name, and the numbers."""
        for child in node.children:
            yield from self._constants(child, changes)
        words = [child for child in node.children if child.type == "function_modifiers" and b"const" in child.text]
        if node.type == "function_item" and words:
            at = self.source.index(b"const", words[0].start_byte)
            inside = {change["number"] for change in changes
                      if node.start_byte <= self.range(change["span"])[0] < node.end_byte}
            if inside:
                yield at, node.child_by_field_name("name").text.decode(), inside

    def constant(self, name):
        """The changes in every `const fn` of this name."""
        return {number for _, here, inside in self.constants if here == name for number in inside}

    def _place(self, change):
        place = {
            "FnValue": self._value,
            "BinaryOperator": self._binary,
            "UnaryOperator": self._unary,
            "MatchArmGuard": self._guard,
            "MatchArm": self._arm,
            "StructField": self._field,
        }.get(change["genre"])
        if place is None:
            return change["genre"]
        return place(change["number"], change["replacement"], *self.range(change["span"]), change)

    def _value(self, number, new, start, end, change):
        returned = (change["function"] or {}).get("return_type") or ""
        if returned.startswith("-> impl Iterator"):
            # Two types: the caller gets one that holds either.
            self.insertions[start].append((number, f"::mutant::either({on(number)}, move || {new}, move || {{ "))
            self.insertions[end].append((number, " })"))
        elif "impl " in returned:
            return "two values of an `impl` type"
        else:
            self.insertions[start].append((number, f"if {on(number)} {{ return {new}; }} "))

    def _binary(self, number, new, start, end, _change):
        operator = self.root.descendant_for_byte_range(start, end)
        node = operator.parent
        if node.type == "let_chain":
            # `let` cannot be combined with `||`.
            return "not viable"
        if node.type not in ("binary_expression", "compound_assignment_expr"):
            return node.type
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        expression = self._expression(node.start_byte, node.end_byte)
        expression.assigns = node.type == "compound_assignment_expr"
        expression.operands = (left.start_byte, left.end_byte), (right.start_byte, right.end_byte)
        expression.operator = operator.text.decode()
        left, right = (side.text.decode() if expression.assigns else f"({side.text.decode()})" for side in (left, right))
        expression.changes.append((number, f"{left} {new} {right}"))

    def _unary(self, number, _new, start, end, _change):
        node = self.root.descendant_for_byte_range(start, end).parent
        if node.type != "unary_expression":
            return node.type
        self._expression(node.start_byte, node.end_byte).changes.append((number, node.children[1].text.decode()))

    def _guard(self, number, new, start, end, _change):
        if b"let " in self.source[start:end]:
            return "a guard with `let`"
        self._expression(start, end).changes.append((number, new))

    def _field(self, number, _new, start, end, _change):
        node = self.root.descendant_for_byte_range(start, end)
        while node and node.type != "struct_expression":
            node = node.parent
        if node is None:
            return "StructField"
        before = self.source[node.start_byte : start].decode()
        # With the comma behind it.
        after = self.source[end : node.end_byte].decode().lstrip().removeprefix(",")
        self._expression(node.start_byte, node.end_byte).changes.append((number, before + after))

    def _arm(self, number, _new, start, end, _change):
        node = self.root.descendant_for_byte_range(start, end)
        while node and node.type != "match_arm":
            node = node.parent
        if node is None:
            return "match arm"
        pattern = node.child_by_field_name("pattern")
        condition = pattern.child_by_field_name("condition")
        if condition is None:
            self.insertions[pattern.end_byte].append((number, f" if !{on(number)}"))
        else:
            self.insertions[condition.start_byte].append((number, f"!{on(number)} && "))

    def _expression(self, start, end):
        return self.expressions.setdefault((start, end), Expression(start, end))

    def render(self, off):
        """The text without the changes in `off`, and the positions of the others: (start, end, number)."""
        writer = _Writer(self, off)
        writer.range(0, len(self.source), None)
        return b"".join(writer.parts).decode(), writer.marks


class _Writer:
    def __init__(self, switches, off):
        source = bytearray(switches.source)
        for at, _, inside in switches.constants:
            # A switch is looked up while the program runs. As many spaces, so that the rest stays in its place.
            if inside - set(off):
                source[at : at + len(b"const")] = b" " * len(b"const")
        self.source, self.insertions, self.off = bytes(source), switches.insertions, off
        self.parts, self.length, self.marks = [], 0, []
        self.at = collections.defaultdict(list)
        for expression in sorted(switches.expressions.values(), key=lambda e: (e.start, -e.end)):
            self.at[expression.start].append(expression)
        self.points = sorted({*self.insertions, *self.at})

    def write(self, piece):
        piece = piece if isinstance(piece, bytes) else piece.encode()
        self.parts.append(piece)
        self.length += len(piece)

    def marked(self, number, text):
        start = self.length
        self.write(text)
        self.marks.append((start, self.length, number))

    def range(self, start, end, outer):
        """Writes a part of the source. Inside of `outer`, it and what is around it are not written again."""
        at = start
        for point in self.points:
            if point < at or point >= end:
                continue
            self.write(self.source[at:point])
            at = point
            if outer is None or point != outer.start:
                for number, text in self.insertions.get(point, ()):
                    if number not in self.off:
                        self.marked(number, text)
            for expression in self.at.get(point, ()):
                around = outer is not None and outer.is_in(expression.start, expression.end)
                changes = [change for change in expression.changes if change[0] not in self.off]
                if changes and not around and expression.is_in(start, end):
                    self.expression(expression, changes)
                    at = expression.end
                    break
        self.write(self.source[at:end])

    def expression(self, expression, changes):
        # What is switched on needs no switches inside: there is one change at a time.
        start = self.length
        self.write("(")
        for number, text in changes:
            self.marked(number, f"if {on(number)} {{ {text} }} else ")
        self.write("{ ")
        if expression.operands is None:
            self.range(expression.start, expression.end, expression)
        else:
            left, right = expression.operands
            opening, closing = ("", "") if expression.assigns else ("(", ")")
            self.write(opening)
            self.range(*left, expression)
            self.write(f"{closing} {expression.operator} {opening}")
            self.range(*right, expression)
            self.write(closing)
        self.write(" })")
        self.marks.extend((start, self.length, number) for number, _ in changes)
