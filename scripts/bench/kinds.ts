import { type LayerRecipe, layerOf } from '../../test/hosts/support/layer.ts';
import { UNITS } from './measured/hundred.ts';
import type { HostKind } from './work.ts';

/** The peers want Python on the hosts; jrun doesn't use it. The units do nothing but be active. */
const PLAIN = `
apt-get -qq update
apt-get -qq install -y --no-install-recommends python3 python3-apt python3-packaging >/dev/null
number=0
while [ $number -lt ${UNITS} ]; do
  cat > /etc/systemd/system/bench-$number.service <<END
[Unit]
Description=Number $number

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/true

[Install]
WantedBy=multi-user.target
END
  number=$((number + 1))
done
`;

const CLEAN = `
rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/apt/archives/*.deb
`;

/** Debian's packages in apt's own store, and Python's in a folder: nothing is downloaded while somebody measures. */
const LAB = `
apt-get -qq install -y --no-install-recommends --download-only nginx openssl python3-venv >/dev/null
dpkg-deb -x /var/cache/apt/archives/python3-pip-whl_*.deb /root/pip
set -- /root/pip/usr/share/python-wheels/pip-*.whl
python3 "$1/pip" download --quiet --only-binary :all: --dest /srv/wheels jupyterlab nest-asyncio
rm -rf /root/pip /root/.cache
`;

const RECIPES: Readonly<Record<HostKind, string>> = {
  plain: `${PLAIN}${CLEAN}`,
  lab: `${PLAIN}${LAB}`,
};

/** The folder of what hosts of this kind have over the base; made once. */
export function layerOfKind(kind: HostKind, tell: (progress: string) => void): Promise<string> {
  const install = RECIPES[kind];
  const recipe: LayerRecipe = { name: `bench-${kind}`, install, recipe: install };
  return layerOf(recipe, tell);
}
