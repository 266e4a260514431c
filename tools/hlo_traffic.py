"""What a step of a compiled decode loop moves through a device's memory, from the optimized program itself.

Reads HLO in a protocol buffer (xla/service/hlo.proto) by its field numbers, without a library for it. The loop's body is
a list of operations; each reads its operands and writes its results, and the layout of each says which memory it lies
in: 0 is the device's main memory, others are on the chip. What a fusion only takes a slice of counts as that slice.
"""

import collections

BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 2, 8: 4, 9: 8, 10: 2, 11: 4, 12: 8, 16: 2}  # by PrimitiveType
# Operations that move nothing: names for parts of something, and ends of what has begun elsewhere.
FREE = {"parameter", "get-tuple-element", "tuple", "bitcast", "constant", "copy-done", "async-done", "custom-call"}
SLICES = {"slice", "dynamic-slice", "gather"}


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def fields(data):
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 2:
            size, at = varint(data, at)
            value, at = data[at : at + size], at + size
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
            value, at = data[at : at + size], at + size
        else:
            raise ValueError(f"wire type {kind}")
        yield key >> 3, value


def numbers(value):
    """A repeated number, packed or not."""
    if isinstance(value, int):
        return [value]
    out, at = [], 0
    while at < len(value):
        number, at = varint(value, at)
        out.append(number)
    return out


class Shape:
    def __init__(self, data):
        self.type, self.dims, self.parts, self.space = 0, [], [], 0
        for field, value in fields(data):
            if field == 2:
                self.type = value
            elif field == 3:
                self.dims += numbers(value)
            elif field == 4:
                self.parts.append(Shape(value))
            elif field == 5:  # layout
                self.space = next((v for f, v in fields(value) if f == 8), 0)

    def bytes(self, main_memory_only=True):
        if self.parts:
            return sum(part.bytes(main_memory_only) for part in self.parts)
        if main_memory_only and self.space != 0:
            return 0
        size = BYTES.get(self.type, 0)
        for dim in self.dims:
            size *= dim
        return size


class Instruction:
    def __init__(self, data):
        self.operands, self.called, self.parameter = [], [], 0
        for field, value in fields(data):
            if field == 2:
                self.opcode = value.decode()
            elif field == 3:
                self.shape = Shape(value)
            elif field == 9:
                self.parameter = value
            elif field == 35:
                self.id = value
            elif field == 36:
                self.operands += numbers(value)
            elif field == 38:
                self.called += numbers(value)


class Computation:
    def __init__(self, data):
        self.instructions = {}
        for field, value in fields(data):
            if field == 2:
                instruction = Instruction(value)
                self.instructions[instruction.id] = instruction
            elif field == 5:
                self.id = value
            elif field == 6:
                self.root = value


def computations(module):
    """All of a module, which may stand in an HloModuleProtoWithConfig, and the entry's number."""
    inner = next(value for field, value in fields(module) if field == 1)
    try:
        if any(field == 3 for field, _ in fields(inner)):
            module = inner
    except (ValueError, IndexError):
        pass  # the module's name
    found = [Computation(value) for field, value in fields(module) if field == 3]
    entry = next(value for field, value in fields(module) if field == 6)
    return {c.id: c for c in found}, entry


def part_used(fused, users, instruction):
    """Bytes of a fusion's parameter that the fusion reads, in any memory."""
    total = 0
    for user in users[instruction.id]:
        if user.opcode == "bitcast":
            total += part_used(fused, users, user)
        elif user.opcode in SLICES:
            total += user.shape.bytes(False)
        elif user.opcode == "dynamic-update-slice" and user.operands[0] == instruction.id:
            pass  # written in place
        else:
            return instruction.shape.bytes(False)
    return min(total, instruction.shape.bytes(False))


def fusion_traffic(fusion, operands, fused):
    users = collections.defaultdict(list)
    for instruction in fused.instructions.values():
        for operand in instruction.operands:
            users[operand].append(instruction)
    read = anywhere = 0
    for parameter in fused.instructions.values():
        if parameter.opcode == "parameter":
            used = part_used(fused, users, parameter)
            read += min(used, operands[parameter.parameter].shape.bytes())
            anywhere += used
    root = fused.instructions[fused.root]
    if root.opcode == "bitcast":
        root = fused.instructions[root.operands[0]]
    out = fused.instructions[root.operands[1]] if root.opcode == "dynamic-update-slice" else fusion
    return read, out.shape.bytes(), anywhere + out.shape.bytes(False)


def decode_traffic(module):
    """Of one pass through the (first) loop of the entry: bytes read from and written to main memory, and the bytes
    that the plugin's own rule counts, on the chip or off it: operands and results of everything, where an asynchronous
    copy counts what it reads and writes at its start and at its end, an asynchronous slice what it reads and writes at
    its start and what it gives at its end, and custom calls count nothing."""
    every, entry = computations(module)
    loop = next(i for i in every[entry].instructions.values() if i.opcode == "while")
    body = every[loop.called[0]].instructions
    read = written = counted = 0
    for instruction in body.values():
        operands = [body[operand] for operand in instruction.operands]
        shape = instruction.shape
        if instruction.opcode == "copy-done":
            counted += 2 * shape.bytes(False)
        elif instruction.opcode == "async-done":
            counted += shape.bytes(False)
        if instruction.opcode in FREE:
            continue
        if instruction.opcode == "copy-start":
            r, w, any_memory = operands[0].shape.bytes(), shape.parts[0].bytes(), 2 * shape.parts[0].bytes(False)
        elif instruction.opcode == "async-start":
            part = shape.parts[1]
            any_memory = 2 * part.bytes(False)
            r, w = (part.bytes(False) if operands[0].shape.bytes() else 0), part.bytes()
        elif instruction.opcode in SLICES:
            r, w, any_memory = shape.bytes(), shape.bytes(), 2 * shape.bytes(False)
        elif instruction.opcode == "dynamic-update-slice":
            r = w = operands[1].shape.bytes()
            any_memory = 2 * operands[1].shape.bytes(False)
        elif instruction.opcode == "fusion":
            r, w, any_memory = fusion_traffic(instruction, operands, every[instruction.called[0]])
        else:
            r, w = sum(o.shape.bytes() for o in operands), shape.bytes()
            any_memory = sum(o.shape.bytes(False) for o in operands) + shape.bytes(False)
        read, written, counted = read + r, written + w, counted + any_memory
    return {"read_bytes": read, "written_bytes": written, "counted_bytes": counted}
