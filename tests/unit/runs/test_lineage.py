"""Where versions and runs came from: a pipeline as people log one, read back as a graph."""

from __future__ import annotations

import time
from pathlib import Path

import networkx
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import RunError
from dsviz_widget.runs.lineage import Lineage, lineage, lineages
from dsviz_widget.runs.lineage_nodes import version_node_id
from dsviz_widget.runs.lineage_records import LineageRecords
from dsviz_widget.runs.record import all_runs
from dsviz_widget.store import Catalog
from tests.unit.runs.pipelines import logged, many, pipeline

TRAINED = [f"train-{number}" for number in range(1, 9)]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lineage") / "store"
    pipeline(folder)
    return folder


def labels(nodes: list) -> set[str]:
    return {node.label for node in nodes}


def arrows(shown: Lineage) -> set[tuple[str, str]]:
    names = {node.id: node.label for node in shown.nodes}
    return {(names[edge.source], names[edge.target]) for edge in shown.edges}


def test_groups_are_jobs_and_artifacts(store: Path) -> None:
    found = wandb.Api(store, project="road").artifact("camvid:v1").lineage()
    assert arrows(found) == {
        ("prepare", "camvid"),
        ("camvid", "prepare"),
        ("camvid", "train"),
        ("train", "mlp"),
        ("mlp", "evaluate"),
        ("camvid", "evaluate"),
        ("evaluate", "masks"),
    }
    by_name = {node.label: node for node in found.nodes}
    assert by_name["train"].member_count == 9
    assert by_name["train"].states == {"finished": 8, "failed": 1}
    assert by_name["camvid"].current_member == "v1"
    assert [node.label for node in found.nodes if node.is_current] == ["camvid"]
    assert (found.node_count, found.group_count) == (2 + 2 + 9 + 8 + 8 + 8, 6)
    assert repr(found) == "<Lineage of road/camvid:v1, 37 nodes in 6 groups>"


def test_explode_shows_every_run_and_version(store: Path) -> None:
    found = wandb.Api(store, project="road").artifact("camvid:v1").lineage(explode=True)
    assert len(found.nodes) == 37
    assert not any(node.is_group for node in found.nodes)
    assert labels(found.upstream("mlp:v3")) == {"prepare-1", "camvid:v0", "prepare-2", "camvid:v1", "train-4"}
    assert labels(found.downstream("mlp:v3")) == {"evaluate-4", "masks:v3"}
    # The run that failed used the data and led to nothing.
    assert labels(found.upstream("train-9")) == {"prepare-1", "camvid:v0", "prepare-2", "camvid:v1"}
    assert found.downstream("train-9") == []
    assert next(node for node in found.nodes if node.label == "train-9").state == "failed"


def test_one_group_explodes_alone(store: Path) -> None:
    found = wandb.Api(store, project="road").project().lineage().explode("train")
    assert labels(found.nodes) == {"prepare", "camvid", "mlp", "evaluate", "masks", *TRAINED, "train-9"}
    assert ("train-3", "mlp") in arrows(found)
    assert labels(found.group().nodes) == {"prepare", "camvid", "train", "mlp", "evaluate", "masks"}
    with pytest.raises(RunError, match=r"no group 'trian'\. Did you mean 'train'"):
        found.explode("trian")
    with pytest.raises(RunError, match="no node 'mlp:v3'"):
        found.upstream("mlp:v3")


def test_a_graph_of_networkx_says_the_same(store: Path) -> None:
    found = wandb.Api(store, project="road").project().lineage(explode=True)
    graph = found.to_networkx()
    assert graph.number_of_nodes() == len(found.nodes)
    assert graph.number_of_edges() == len(found.edges)
    node = next(node for node in found.nodes if node.label == "masks:v7")
    assert networkx.ancestors(graph, node.id) == {other.id for other in found.upstream("masks:v7")}
    assert graph.nodes[node.id]["type"] == "predictions"
    assert {key for _, _, key in graph.edges(keys=True)} == {"used", "logged"}
    # Through a file and back, as people keep graphs.
    again = networkx.node_link_graph(networkx.node_link_data(graph, edges="links"), edges="links")
    assert networkx.utils.graphs_equal(graph, again)


def test_deleted_versions_stay_in_the_history(tmp_path: Path) -> None:
    pipeline(tmp_path, trained=2)
    api = wandb.Api(tmp_path, project="road")
    api.artifact("mlp:v0").delete(delete_aliases=True)
    api.run(api.artifact("camvid:v0").logged_by().path).delete()
    found = api.artifact("masks:v0").lineage(explode=True)
    states = {node.label: node.state for node in found.nodes}
    assert states["mlp:v0"] == "deleted"
    assert labels(found.upstream("masks:v0")) >= {"mlp:v0", "train-1", "camvid:v1"}
    gone = [node for node in found.nodes if node.kind == "run" and node.state == "deleted"]
    assert len(gone) == 1
    grouped = {node.label: node for node in found.group().nodes}
    assert grouped["mlp"].states == {"deleted": 1}
    assert grouped["mlp"].type == "model"


def test_a_renamed_artifact_keeps_its_history(tmp_path: Path) -> None:
    pipeline(tmp_path, trained=2)
    api = wandb.Api(tmp_path, project="road")
    api.artifact("mlp:v0").rename("pixel-mlp")
    found = api.artifact("masks:v1").lineage(explode=True)
    assert labels(found.upstream("masks:v1")) >= {"pixel-mlp:v1", "train-2", "camvid:v1"}
    assert not any(node.name == "mlp" for node in found.nodes)


def test_a_run_that_uses_what_it_logs_is_a_circle(tmp_path: Path) -> None:
    with wandb.init(project="p", dir=tmp_path, job_type="label") as run:
        run.use_artifact(logged(run, "data", "dataset", "a"))
    found = wandb.Api(tmp_path, project="p").project().lineage()
    assert arrows(found) == {("label", "data"), ("data", "label")}
    assert labels(found.upstream("data")) == {"label"}
    assert labels(found.explode().downstream("data:v0")) == {run.name}


def test_references_lead_from_the_version_that_had_the_bytes_first(tmp_path: Path) -> None:
    with wandb.init(project="p", dir=tmp_path, job_type="make") as run:
        source = wandb.Artifact("photos", "dataset")
        source.add(wandb.Table(["n", "photo"], data=[[0, wandb.Image([[0, 255], [255, 0]])]]), "rows")
        run.log_artifact(source)
    photos = wandb.Api(tmp_path, project="p").artifact("photos:v0").get("rows")
    with wandb.init(project="p", dir=tmp_path, job_type="pick") as run:
        picked = wandb.Artifact("picked", "dataset")
        picked.add(wandb.Table(["photo"], data=[[photos.get_column("photo")[0]]]), "rows")
        run.log_artifact(picked)
    found = wandb.Api(tmp_path, project="p").artifact("picked:v0").lineage()
    assert ("photos", "picked") in arrows(found)
    assert {edge.kind for edge in found.edges} == {"logged", "reference"}


def test_runs_without_a_job_type_go_by_what_they_use_and_log(tmp_path: Path) -> None:
    with wandb.init(project="p", dir=tmp_path, name="make") as run:
        logged(run, "data", "dataset", "a")
    for number in range(3):
        with wandb.init(project="p", dir=tmp_path, name=f"fit-{number}") as run:
            run.use_artifact("data:latest")
            run.log({"rows": wandb.Table(["n"], data=[[number]])})
            if number < 2:
                logged(run, "model", "model", str(number))
    with wandb.init(project="p", dir=tmp_path, name="nothing") as run:
        run.log({"loss": 1})
    found = wandb.Api(tmp_path, project="p").project().lineage()
    assert arrows(found) == {("make", "data"), ("data", "fit"), ("fit", "model"), ("fit", "rows")}
    assert {node.label: node.member_count for node in found.nodes} == {
        "make": 1,
        "data": 1,
        "fit": 3,
        "model": 2,
        "rows": 3,
    }
    assert found.unlinked_count == 1


def test_the_index_says_what_the_files_say(tmp_path: Path) -> None:
    pipeline(tmp_path, trained=2)
    catalog = Catalog(tmp_path)
    api = wandb.Api(tmp_path, project="road")
    with wandb.init(project="other", dir=tmp_path, job_type="pack") as run:
        # So many files are not in the header of the version, but a list of their own.
        packed = wandb.Artifact("packed", "dataset")
        for number in range(40):
            with packed.new_file(f"{number}.txt") as file:
                file.write(str(number))
        packed.add_reference(api.artifact("mlp:v1").get_entry("content.txt"), "weights.txt")
        run.log_artifact(packed)
    with wandb.init(project="road", dir=tmp_path, job_type="serve", name="serve-1", reinit=True) as going:
        records = LineageRecords(catalog)
        records.read()
        renamed = api.runs("road").find("train-1")
        renamed.name, renamed.job_type = "baseline", "fit"
        renamed.update()
        api.artifact("masks:v0").delete(delete_aliases=True)
        (tmp_path / "projects/road/runs" / api.runs("road").find("evaluate-2").id / "run.json").write_text(
            "{"
        )
        # What a run of this process did a moment ago is there, written or not.
        going.use_artifact("mlp:latest")
        nodes, edges = records.read()
        found = {node.id: node for node in nodes}
        for run in all_runs(catalog):
            node = found[f"run:{run.path}"]
            about = (node.label, node.type, node.state, node.created_at)
            assert about == (run.name, run.job_type, run.state, run.created_at)
            used = {edge.source for edge in edges if edge.target == node.id and edge.kind == "used"}
            assert used == {version_node_id(name) for name in run.used_names}
            logged_now = {edge.target for edge in edges if edge.source == node.id and edge.kind == "logged"}
            assert logged_now >= {version_node_id(name) for name in run.logged_names}
        assert found["run:road/" + going.id].state == "running"
        assert {edge.source for edge in edges if edge.target == version_node_id("other/packed:v0")} == {
            f"run:other/{run_id}" for run_id in catalog.runs("other")
        } | {version_node_id("road/mlp:v1")}
        assert found[version_node_id("road/masks:v0")].state == "deleted"
        # Another process, which has only what the first one kept.
        assert LineageRecords(catalog).read() == (nodes, edges)


def test_another_project_is_named(tmp_path: Path) -> None:
    with wandb.init(project="photos", dir=tmp_path, job_type="collect") as run:
        logged(run, "data", "dataset", "a")
    with wandb.init(project="road", dir=tmp_path, job_type="train") as run:
        run.use_artifact("photos/data:latest")
    found = wandb.Api(tmp_path, project="road").project().lineage(explode=True)
    assert labels(found.nodes) == {"photos/data:v0", run.name}
    assert labels(found.group().nodes) == {"photos/data", "train"}
    api = wandb.Api(tmp_path)
    assert len(api.artifact("photos/data:v0").lineage().nodes) == 3
    assert len(api.run(run.path).lineage().nodes) == 3


def test_each_lineage_of_a_project_is_there_once(tmp_path: Path) -> None:
    pipeline(tmp_path)
    pipeline(tmp_path, 1, "other")
    with wandb.init(project="road", dir=tmp_path, name="alone"):
        pass
    catalog = wandb.Api(tmp_path).project("road").catalog
    found = lineages(catalog, "road")
    assert sorted(one.node_count for one in found)[0] == 1
    ids = [node.id for one in found for node in one.explode().nodes]
    assert len(ids) == len(set(ids))
    assert not [name for name in ids if "other/" in name]
    for one in found:
        for node in one.explode().nodes:
            around = lineage(catalog, "road", node.id)
            assert [group.id for group in around.nodes] == [group.id for group in one.nodes]
            assert around.edges == one.edges


def test_two_thousand_nodes_are_read_once(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path)
    many(catalog, 500)
    records = LineageRecords(catalog)
    found = lineage(catalog, "p", version_node_id("p/data:v0"), records=records)
    assert found.node_count == 2_002
    assert {node.label: node.member_count for node in found.nodes} == {
        "prepare": 1,
        "data": 1,
        "train": 500,
        "model": 500,
        "evaluate": 500,
        "masks": 500,
    }
    started = time.perf_counter()
    assert lineage(catalog, "p", is_grouped=False, records=records).node_count == 2_002
    # Read again it would take several times as long; this is generous, as machines are busy.
    assert time.perf_counter() - started < 5
