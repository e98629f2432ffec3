"""The model: what is missing is filled with its median, then a forest."""
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline


def make_classifier(trees, seed):
    forest = RandomForestClassifier(trees, min_samples_leaf=20, random_state=seed, n_jobs=1)
    return make_pipeline(SimpleImputer(strategy="median"), forest)
