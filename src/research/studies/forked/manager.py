"""Kernel managers whose kernels are forked, for papermill and nbclient."""

from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager

from research.ground.paths import Project
from research.studies.forked.client import Zygote
from research.studies.forked.provisioner import ForkedProvisioner
from research.studies.kernels import StudyKernel, kernel_class
from research.studies.manifest import Study


class ForkedKernelManager(AsyncKernelManager):
    """Forks the kernel of any specification that is ipykernel's, whether installed or not."""

    async def _async_pre_start_kernel(self, **options: Any) -> tuple[list[str], dict[str, Any]]:
        if self.provisioner is None:
            self.provisioner = ForkedProvisioner(parent=self, kernel_spec=self.kernel_spec)
        return await super()._async_pre_start_kernel(**options)


class ForkedStudyKernel(StudyKernel):
    """The kernel of one run, full protocol and forked."""

    zygote: Zygote

    async def _async_pre_start_kernel(self, **options: Any) -> tuple[list[str], dict[str, Any]]:
        if self.provisioner is None:
            self.provisioner = ForkedProvisioner(parent=self, kernel_spec=self.kernel_spec)
            self.provisioner.use(self.zygote, self.sockets)
        return await super()._async_pre_start_kernel(**options)


def forked_kernel_class(
    zygote: Zygote, project: Project, study: Study, log_file: Path
) -> type[StudyKernel]:
    """Return the class of the kernels of one run, forked from a given parent."""
    made = kernel_class(project, study, log_file)
    return type("ForkedProjectKernel", (ForkedStudyKernel, made), {"zygote": zygote})
