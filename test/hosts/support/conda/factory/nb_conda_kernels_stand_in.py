"""nb_conda_kernels is on no package index. This does what it is there for: it asks conda for environments, and finds their kernels."""

SOURCE = '''\
"""A stand-in for tests, not nb_conda_kernels itself: the kernels of all conda environments, as $CONDA_EXE lists them."""

import glob
import json
import os
import subprocess

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel


class CondaKernelSpecManager(KernelSpecManager):
    def _specifications(self):
        conda = os.environ.get("CONDA_EXE", "conda")
        info = json.loads(subprocess.check_output([conda, "info", "--json"], text=True))
        for prefix in info["envs"]:
            name = "root" if prefix == info["root_prefix"] else os.path.basename(prefix)
            for file in glob.glob(os.path.join(prefix, "share/jupyter/kernels/*/kernel.json")):
                folder = os.path.dirname(file)
                kernel = os.path.basename(folder)
                short = {"python3": "py", "python2": "py", "ir": "r"}.get(kernel, kernel)
                yield f"conda-env-{name}-{short}", folder, prefix

    def find_kernel_specs(self):
        own = super().find_kernel_specs()
        return {**own, **{name: folder for name, folder, _ in self._specifications()}}

    def get_kernel_spec(self, kernel_name):
        for name, folder, prefix in self._specifications():
            if name == kernel_name:
                spec = KernelSpec.from_resource_dir(folder)
                # The real one activates the environment; a bare `python` would be the server's own.
                if spec.argv[0] == "python":
                    spec.argv[0] = os.path.join(prefix, "bin", "python")
                spec.display_name = f"{spec.display_name} [conda env:{os.path.basename(prefix)}]"
                return spec
        return super().get_kernel_spec(kernel_name)

    def get_all_specs(self):
        specs = {}
        for name, folder in self.find_kernel_specs().items():
            try:
                specs[name] = {"resource_dir": folder, "spec": self.get_kernel_spec(name).to_dict()}
            except NoSuchKernel:
                continue
        return specs
'''
