# The same commands, for a shell of root's on a fresh host. FILE:name: stands for what becomes of that file.
# It is read to its end before it begins: it comes by standard input, which no command may take from it.
{
export DEBIAN_FRONTEND=noninteractive
apt-get -qq install -y --no-install-recommends nginx openssl python3-venv >/dev/null
useradd --system --home-dir /srv/jupyterlab --no-create-home --shell /usr/sbin/nologin jupyter
install -d -o jupyter -g jupyter -m 0755 /srv/jupyterlab
install -d -o jupyter -g jupyter -m 0750 /srv/jupyterlab/notebooks
install -d -o root -g jupyter -m 0750 /etc/jupyterlab
python3 -m venv /srv/jupyterlab/venv
/srv/jupyterlab/venv/bin/pip install -q --no-index --find-links /srv/wheels jupyterlab nest-asyncio
install -o root -g jupyter -m 0640 /dev/stdin /etc/jupyterlab/jupyter_server_config.py <<'END'
FILE:templates/jupyter_server_config.py.j2:
END
install -m 0644 /dev/null /etc/jupyterlab/migrated
install -o jupyter -g jupyter -m 0640 /dev/stdin /srv/jupyterlab/notebooks/hello.ipynb <<'END'
FILE:files/hello.ipynb:
END
install -m 0644 /dev/stdin /etc/systemd/system/jupyterlab.service <<'END'
FILE:templates/jupyterlab.service.j2:
END
systemctl daemon-reload
systemctl restart jupyterlab
systemctl --quiet enable jupyterlab 2>/dev/null
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=lab.example.org \
  -keyout /etc/jupyterlab/key.pem -out /etc/jupyterlab/certificate.pem 2>/dev/null
install -m 0644 /dev/stdin /etc/nginx/sites-available/jupyterlab <<'END'
FILE:templates/site.j2:
END
ln -s /etc/nginx/sites-available/jupyterlab /etc/nginx/sites-enabled/jupyterlab
rm /etc/nginx/sites-enabled/default
systemctl start nginx
systemctl --quiet enable nginx 2>/dev/null
systemctl reload nginx
} </dev/null
