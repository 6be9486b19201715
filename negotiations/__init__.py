"Who talks about whom, who wants what, and who moved when: from news text to evidenced networks and positions."
__version__ = '0.1.0'


def _places():
    "Where each public name lives, from the index that the notebooks export."
    from ._modidx import d
    return {'contracts': 'negotiations.tables'} | {full.rsplit('.', 1)[1]: module for module, names in d['syms'].items() for full in names
            if full.count('.') == module.count('.') + 1 and not full.rsplit('.', 1)[1].startswith('_')}


def __getattr__(name):
    "A public name, imported when it is first used, so that `import negotiations` stays fast."
    import importlib
    if name.startswith('_') or name not in (places := _places()):
        raise AttributeError(f"module 'negotiations' has no attribute {name!r}")
    value = getattr(importlib.import_module(places[name]), name)
    globals()[name] = value
    return value


def __dir__():
    return sorted([*globals(), *_places()])
