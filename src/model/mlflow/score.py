"""Scores rows with a model that MLflow wrote: python score.py ARCHIVE FOLDER ANSWERS

ARCHIVE is the model's directory as a tar file; it is unpacked into FOLDER, which is there and empty. Questions come on stdin, answers go to file descriptor 3.
ANSWERS is what its scores are: `probability` of label 1, `number`, or a JSON list of classes, of each of which it gives the probability, in their order. Both are frames: the lengths of two parts (two uint32, little-endian), a JSON header, and float64 numbers. The first answer says that the model is loaded,
and how its scores are obtained. At the end of stdin the program ends, so it never outlives who asks.
"""

import json
import os
import shutil
import struct
import sys
import tarfile
import traceback

LENGTHS = struct.Struct("<II")


class Refused(Exception):
    """The model answers, but not with what is asked for."""


def read_exactly(file, size):
    data = file.read(size)
    if len(data) < size:
        raise EOFError
    return data


def read_question(file):
    """The header of the next question and its numbers; None at the end."""
    try:
        header, payload = LENGTHS.unpack(read_exactly(file, LENGTHS.size))
        return json.loads(read_exactly(file, header)), read_exactly(file, payload)
    except EOFError:
        return None


def write_answer(file, header, payload=b""):
    text = json.dumps(header).encode()
    file.write(LENGTHS.pack(len(text), len(payload)) + text + payload)
    file.flush()


def load(archive, folder):
    place = os.path.join(folder, "model")
    with tarfile.open(archive) as tar:
        for member in tar:
            path = os.path.normpath(os.path.join(place, member.name))
            if not member.isfile() or not path.startswith(place + os.sep):
                raise Refused(f"the archive holds {member.name!r}, which is no file of a model")
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with tar.extractfile(member) as source, open(path, "wb") as target:
                while piece := source.read(1 << 20):
                    target.write(piece)
    import mlflow.pyfunc

    return mlflow.pyfunc.load_model(place)


def native_of(loaded):
    """The model of the library that made it, where MLflow gives it out."""
    for holder in (loaded, getattr(loaded, "_model_impl", None)):
        try:
            return holder.get_raw_model()
        except Exception:  # Not every flavor has one, and older clients have none.
            continue
    return None


def is_one(label):
    return label is True or str(label) in ("1", "1.0", "True")


def choose_way(loaded, answers):
    """How the probability of label 1, or a number, is asked for, in words, and the function that asks."""
    if answers == "number":
        return "predict of the flavor python_function", loaded.predict
    if isinstance(answers, list):
        return choose_classes(loaded, answers)
    native = native_of(loaded)
    name = type(native).__name__
    classes = getattr(native, "classes_", None)
    if hasattr(native, "predict_proba"):
        labels = list(classes) if classes is not None else [0, 1]
        ones = [at for at, label in enumerate(labels) if is_one(label)]
        if len(labels) != 2 or len(ones) != 1:
            raise Refused(f"{name} knows the classes {', '.join(map(repr, labels))}; train it on labels 0 and 1")
        at = ones[0]
        return f"predict_proba of {name}, the column of class {labels[at]}", lambda rows: native.predict_proba(rows)[:, at]
    if classes is not None:
        raise Refused(f"{name} gives classes and has no predict_proba; wrap it, in CalibratedClassifierCV for one, or choose a model that gives probabilities")
    return "predict of the flavor python_function", loaded.predict


def choose_classes(loaded, wanted):
    """How the probabilities of classes are asked for, in words, and the function that asks: each class by its name, or by its place where they are numbered from 0."""
    native = native_of(loaded)
    if not hasattr(native, "predict_proba"):
        return "predict of the flavor python_function", loaded.predict
    name = type(native).__name__
    labels = [str(label) for label in getattr(native, "classes_", wanted)]
    if sorted(labels) == sorted(wanted):
        order = [labels.index(each) for each in wanted]
    elif labels == [str(k) for k in range(len(wanted))]:
        order = list(range(len(wanted)))
    else:
        raise Refused(f"{name} knows the classes {', '.join(labels)}; {', '.join(wanted)} are asked for")
    return f"predict_proba of {name}, by class", lambda rows: native.predict_proba(rows)[:, order]


def check_classes(given, count, wanted):
    """The probabilities as float64 numbers, a row of them for each row. Columns that are named as the classes may come in any order."""
    import numpy

    if set(wanted) == {str(name) for name in getattr(given, "columns", [])}:
        given = given.rename(columns=str)[wanted]
    values = numpy.asarray(given)
    if values.shape != (count, len(wanted)) or values.dtype.kind != "f":
        raise Refused(f"it gives {values.dtype} of the shape {list(values.shape)} for {count} rows; a probability of each of {', '.join(wanted)} is expected")
    scores = numpy.ascontiguousarray(values, dtype="<f8")
    wrong = numpy.flatnonzero(~((scores >= 0).all(axis=1) & (numpy.abs(scores.sum(axis=1) - 1) <= 1e-3)))
    if len(wrong) > 0:
        raise Refused(f"{len(wrong)} of {count} rows are no probabilities that add up to 1; the first is row {wrong[0]}: {scores[wrong[0]].tolist()}")
    return scores


def check_scores(given, count, answers):
    """The scores as float64 numbers, one a row. Of probabilities, a second column is that of label 1."""
    import numpy

    if isinstance(answers, list):
        return check_classes(given, count, answers)
    values = numpy.asarray(given)
    widths = (1,) if answers == "number" else (1, 2)
    if values.ndim == 2 and values.shape[1] in widths:
        values = values[:, -1]
    if values.ndim != 1:
        raise Refused(f"it gives numbers of the shape {list(numpy.shape(given))} for {count} rows; {' or '.join(map(str, widths))} column{'s' * (len(widths) - 1)} are expected")
    if len(values) != count:
        raise Refused(f"it gives {len(values)} scores for {count} rows")
    if answers == "number":
        if values.dtype.kind not in "fiu":
            raise Refused(f"it gives values of type {values.dtype} ({values[:1].tolist()}), not numbers")
        return values.astype("<f8")
    if values.dtype.kind != "f":
        raise Refused(f"it gives values of type {values.dtype} ({values[:1].tolist()}), not probabilities; log a model whose predict gives the probability of label 1")
    scores = values.astype("<f8")
    wrong = numpy.flatnonzero(~((scores >= 0) & (scores <= 1)))
    if len(wrong) > 0:
        raise Refused(f"{len(wrong)} of {count} scores are no probability; the first is {scores[wrong[0]]} in row {wrong[0]}")
    return scores


WHOLE = {"integer": "int32", "long": "int64", "boolean": "bool"}


def column_of(spec, numbers, texts):
    """One column as the type that the model's signature names; missing numbers are NaN, missing texts None."""
    import numpy
    import pandas

    kind = spec["type"]
    if kind == "string":
        return pandas.Series(texts, dtype=object)
    if kind == "datetime":
        missing = numpy.isnan(numbers)
        return pandas.Series(numpy.where(missing, 0, numbers).astype("int64").astype("datetime64[ms]").astype("datetime64[ns]")).mask(missing)
    if kind in WHOLE:
        wrong = numpy.flatnonzero(~(numpy.isfinite(numbers) & (numbers == numpy.floor(numbers))))
        if len(wrong) > 0:
            raise Refused(f"it takes {spec['name']} as {kind}, which cannot hold {numbers[wrong[0]]}; log it with a signature in which {spec['name']} is a double")
        return pandas.Series(numbers.astype(WHOLE[kind]))
    return pandas.Series(numbers.astype("float32" if kind == "float" else "float64"))


def rows_of(header, payload):
    """The rows of a question as the model takes them: a matrix for a tensor, else a table."""
    import numpy
    import pandas

    count = header["rows"]
    numeric = [spec for spec in header["columns"] if spec["type"] != "string"]
    numbers = dict(zip([spec["name"] for spec in numeric], numpy.frombuffer(payload, "<f8").reshape(len(numeric), count)))
    if "matrix" in header:
        return numpy.column_stack(list(numbers.values())).astype(header["matrix"])
    columns = {spec["name"]: column_of(spec, numbers.get(spec["name"]), header["texts"].get(spec["name"])) for spec in header["columns"]}
    return pandas.DataFrame(columns)


def describe(error):
    if isinstance(error, Refused):
        return {"refused": str(error)}
    lines = [line for line in traceback.format_exception_only(type(error), error)]
    frames = [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(error.__traceback__)[-3:]]
    return {"failed": "".join(lines).strip()[-2000:], "at": frames}


def main(archive, folder, answers_with):
    answers = os.fdopen(3, "wb")
    questions = sys.stdin.buffer
    if answers_with.startswith("["):
        answers_with = json.loads(answers_with)
    # What libraries print must not come between the answers, nor wait for a reader.
    os.dup2(2, 1)
    try:
        loaded = load(archive, folder)
        way, ask = choose_way(loaded, answers_with)
    except BaseException as error:
        write_answer(answers, describe(error))
        return 1
    write_answer(answers, {"ready": way})
    while (question := read_question(questions)) is not None:
        header, payload = question
        try:
            scores = check_scores(ask(rows_of(header, payload)), header["rows"], answers_with)
        except Exception as error:
            write_answer(answers, describe(error))
        else:
            write_answer(answers, {"scores": len(scores)}, scores.tobytes())
    return 0


if __name__ == "__main__":
    try:
        code = main(*sys.argv[1:])
    finally:
        # Who asked may have been killed, and cleans up no more.
        shutil.rmtree(sys.argv[2], ignore_errors=True)
    sys.exit(code)
